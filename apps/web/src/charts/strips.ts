// Every seed a dot, one row per sample, and over it the mean with its interval.
import type { Measure } from "../data/format";
import { h, s, swatch } from "../view/dom";
import { interval, short, tick } from "../view/numbers";
import { linear } from "./scale";

export interface StripRow {
  label: string;
  colour: string;
  measure: Measure;
}

const kWidth = 420;
const kRow = 34;

const isNumber = (value: number | null | undefined): value is number => typeof value === "number";

/** A fixed scatter, so that equal values do not hide each other and a report looks the same each time. */
const scatter = (i: number): number => ((i * 0.618034) % 1) * 16 - 8;

function strip(row: StripRow, scale: ReturnType<typeof linear>): SVGSVGElement {
  const { values = [], mean, ci95 } = row.measure, middle = kRow / 2;
  const dots = values.map((value, i) => (isNumber(value) ? s("circle", { class: "seed", cx: scale.at(value).toFixed(1), cy: (middle + scatter(i)).toFixed(1), r: 2.2 }) : null));
  const [low, high] = ci95 ?? [null, null];
  const span = isNumber(low) && isNumber(high) ? s("line", { class: "interval", x1: scale.at(low), x2: scale.at(high), y1: middle, y2: middle }) : null;
  const centre = isNumber(mean) ? s("line", { class: "mean", x1: scale.at(mean), x2: scale.at(mean), y1: middle - 11, y2: middle + 11 }) : null;
  const element = s("svg", { class: "strip", viewBox: `0 0 ${kWidth} ${kRow}`, role: "img", "aria-label": `${row.label}: mean ${short(mean)} ${interval(ci95)}` }, ...dots, span, centre);
  element.style.setProperty("--colour", row.colour);
  return element;
}

export function strips(rows: StripRow[]): HTMLElement {
  const numbers = rows.flatMap(({ measure }) => [...(measure.values ?? []), measure.mean, ...(measure.ci95 ?? [])]).filter(isNumber);
  const scale = linear(numbers, 6, kWidth - 6);
  const marks = scale.ticks.map((value) => s("text", { x: scale.at(value), y: 13, "text-anchor": "middle" }, tick(value)));
  const axis = s("svg", { class: "forest-axis", viewBox: `0 0 ${kWidth} 18`, "aria-hidden": "true" }, ...marks);
  const line = (row: StripRow) =>
    h("div", { class: "strip-row" }, h("p", { class: "strip-label" }, swatch(row.colour, "dot"), row.label, h("span", { class: "value" }, ` ${short(row.measure.mean)}`)), strip(row, scale));
  return h("div", {}, ...rows.map(line), axis);
}
