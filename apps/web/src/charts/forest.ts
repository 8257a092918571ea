// A forest plot: differences with their intervals against 0, one row each, and the verdict in words.
import { h, s } from "../view/dom";
import { interval, short, tick } from "../view/numbers";
import { linear } from "./scale";

export interface ForestRow {
  label: string;
  value: number | null;
  ends: [number | null, number | null] | null | undefined;
  kind: string;
  words: string;
}

const kWidth = 420;
const kRow = 26;

const isNumber = (value: number | null | undefined): value is number => typeof value === "number";

function axis(scale: ReturnType<typeof linear>): SVGSVGElement {
  const marks = scale.ticks.map((value) => s("text", { x: scale.at(value), y: 13, "text-anchor": "middle" }, tick(value)));
  return s("svg", { class: "forest-axis", viewBox: `0 0 ${kWidth} 18`, "aria-hidden": "true" }, ...marks);
}

function bar(row: ForestRow, scale: ReturnType<typeof linear>): SVGSVGElement {
  const middle = kRow / 2, zero = scale.at(0), [low, high] = row.ends ?? [null, null];
  const span = isNumber(low) && isNumber(high) ? s("line", { class: "span", x1: scale.at(low), x2: scale.at(high), y1: middle, y2: middle }) : null;
  const ends = isNumber(low) && isNumber(high) ? [low, high].map((value) => s("line", { class: "span", x1: scale.at(value), x2: scale.at(value), y1: middle - 4, y2: middle + 4 })) : [];
  const point = isNumber(row.value) ? s("circle", { class: "point", cx: scale.at(row.value), cy: middle, r: 4.5 }) : null;
  return s(
    "svg",
    { class: `forest-bar ${row.kind}`, viewBox: `0 0 ${kWidth} ${kRow}`, role: "img", "aria-label": `${row.label}: ${short(row.value)} ${interval(row.ends)}` },
    s("line", { class: "zero", x1: zero, x2: zero, y1: 0, y2: kRow }),
    span,
    ...ends,
    point,
  );
}

export function forest(rows: ForestRow[]): HTMLElement {
  const values = rows.flatMap((row) => [row.value, ...(row.ends ?? [])]).filter(isNumber);
  const scale = linear([0, ...values], 8, kWidth - 8);
  const line = (row: ForestRow) => [
    h("span", { class: "forest-label", title: row.label }, row.label),
    bar(row, scale),
    h("span", { class: "forest-words" }, h("b", {}, short(row.value)), ` ${interval(row.ends)}`, h("br"), h("span", { class: `badge ${row.kind}` }, row.words)),
  ];
  return h("div", { class: "forest-rows" }, ...rows.flatMap(line), h("span"), axis(scale), h("span"));
}
