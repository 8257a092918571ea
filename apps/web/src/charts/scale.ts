// A linear scale for drawings that are not uPlot's, with round ticks. Positions are percentages of the width, so
// that drawings stretch and their texts and marks do not.
import { h } from "../view/dom";
import { tick } from "../view/numbers";

export interface Scale {
  at: (value: number) => number;
  ticks: number[];
}

function step(span: number, wanted: number): number {
  const rough = span / wanted,
    power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5, 10].find((multiple) => power * multiple >= rough) ?? 10);
}

/** From the values' range, with a little room, to percent of the width. */
export function linear(values: number[]): Scale {
  const low = Math.min(...values),
    high = Math.max(...values);
  const room = high > low ? (high - low) * 0.06 : Math.abs(high) * 0.1 || 1;
  const from = low - room,
    to = high + room,
    apart = step(to - from, 5);
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / apart) * apart; tick <= to; tick += apart)
    ticks.push(Number(tick.toPrecision(12)));
  return { at: (value) => (100 * (value - from)) / (to - from), ticks };
}

/** The numbers under a drawing; those at its very ends would stick out and are left away. */
export function ticks(scale: Scale): HTMLElement {
  const marks = scale.ticks
    .filter((value) => scale.at(value) > 2 && scale.at(value) < 98)
    .map((value) => {
      const mark = h("span", {}, tick(value));
      mark.style.left = `${scale.at(value)}%`;
      return mark;
    });
  return h("div", { class: "scale-ticks", "aria-hidden": "true" }, ...marks);
}
