// Every seed a dot, one row per sample, and over it the mean with its interval.
import type { Measure } from "../data/format";
import { h, s, swatch } from "../view/dom";
import { interval, short } from "../view/numbers";
import { linear, ticks, type Scale } from "./scale";

export interface StripRow {
  label: string;
  colour: string;
  measure: Measure;
}

const kRow = 34;

const isNumber = (value: number | null | undefined): value is number => typeof value === "number";

/** A fixed scatter, so that equal values do not hide each other and a report looks the same each time. */
const scatter = (i: number): number => ((i * 0.618034) % 1) * 16 - 8;

const percent = (share: number): string => `${share.toFixed(2)}%`;

function strip(row: StripRow, scale: Scale): SVGSVGElement {
  const { values = [], mean, ci95 } = row.measure,
    middle = kRow / 2,
    [low, high] = ci95 ?? [null, null];
  const x = (value: number) => percent(scale.at(value));
  const dots = values.map((value, i) =>
    isNumber(value)
      ? s("circle", { class: "seed", cx: x(value), cy: (middle + scatter(i)).toFixed(1), r: 2.2 })
      : null,
  );
  const span =
    isNumber(low) && isNumber(high)
      ? s("line", { class: "interval", x1: x(low), x2: x(high), y1: middle, y2: middle })
      : null;
  const centre = isNumber(mean)
    ? s("line", { class: "mean", x1: x(mean), x2: x(mean), y1: middle - 11, y2: middle + 11 })
    : null;
  const element = s(
    "svg",
    {
      class: "strip",
      height: kRow,
      role: "img",
      "aria-label": `${row.label}: mean ${short(mean)} ${interval(ci95)}`,
    },
    ...dots,
    span,
    centre,
  );
  element.style.setProperty("--colour", row.colour);
  return element;
}

export function strips(rows: StripRow[]): HTMLElement {
  const numbers = rows
    .flatMap(({ measure }) => [...(measure.values ?? []), measure.mean, ...(measure.ci95 ?? [])])
    .filter(isNumber);
  const scale = linear(numbers);
  const line = (row: StripRow) =>
    h(
      "div",
      { class: "strip-row" },
      h(
        "p",
        { class: "strip-label" },
        swatch(row.colour, "dot"),
        row.label,
        h("span", { class: "value" }, short(row.measure.mean)),
        h("span", { class: "muted" }, ` ${interval(row.measure.ci95)}`),
      ),
      strip(row, scale),
    );
  return h("div", {}, ...rows.map(line), ticks(scale));
}
