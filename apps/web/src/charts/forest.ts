// A forest plot: differences with their intervals against 0, one row each, and the verdict in words.
import { h, s } from "../view/dom";
import { interval, short } from "../view/numbers";
import { linear, ticks, type Scale } from "./scale";

export interface ForestRow {
  label: string;
  value: number | null;
  ends: [number | null, number | null] | null | undefined;
  kind: string;
  words: string;
}

const kRow = 26;

const isNumber = (value: number | null | undefined): value is number => typeof value === "number";

const percent = (share: number): string => `${share.toFixed(2)}%`;

function bar(row: ForestRow, scale: Scale): SVGSVGElement {
  const middle = kRow / 2,
    [low, high] = row.ends ?? [null, null];
  const upright = (kind: string, value: number, half: number) =>
    s("line", {
      class: kind,
      x1: percent(scale.at(value)),
      x2: percent(scale.at(value)),
      y1: middle - half,
      y2: middle + half,
    });
  const spanned = isNumber(low) && isNumber(high);
  return s(
    "svg",
    {
      class: `forest-bar ${row.kind}`,
      height: kRow,
      role: "img",
      "aria-label": `${row.label}: ${short(row.value)} ${interval(row.ends)}`,
    },
    upright("zero", 0, middle),
    spanned
      ? s("line", {
          class: "span",
          x1: percent(scale.at(low)),
          x2: percent(scale.at(high)),
          y1: middle,
          y2: middle,
        })
      : null,
    ...(spanned ? [upright("span", low, 4), upright("span", high, 4)] : []),
    isNumber(row.value)
      ? s("circle", { class: "point", cx: percent(scale.at(row.value)), cy: middle, r: 4.5 })
      : null,
  );
}

export function forest(rows: ForestRow[]): HTMLElement {
  const values = rows.flatMap((row) => [row.value, ...(row.ends ?? [])]).filter(isNumber);
  const scale = linear([0, ...values]);
  const line = (row: ForestRow) => [
    h("span", { class: "forest-label", title: row.label }, row.label),
    bar(row, scale),
    h(
      "span",
      { class: "forest-words" },
      h("b", {}, short(row.value)),
      ` ${interval(row.ends)} `,
      h("span", { class: `badge ${row.kind}` }, row.words),
    ),
  ];
  return h("div", { class: "forest-rows" }, ...rows.flatMap(line), h("span"), ticks(scale), h("span"));
}
