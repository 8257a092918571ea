// A figure that a task made: series over numbers, or over names.
import { Chart } from "../charts/chart";
import type { Figure, Value } from "../data/format";
import { h, swatch } from "../view/dom";
import { short } from "../view/numbers";
import { seriesColour } from "../view/theme";
import { scene } from "./scene";

interface Points {
  x: number[];
  /** One column per series. */
  columns: Value[][];
  nameAt: (x: number) => string;
  named: boolean;
}

/** Rows without x are left out, and the others go from left to right: a chart can draw no other. */
function points({ x, series }: Figure): Points {
  const named = x.values.some((value) => typeof value === "string");
  const places = named ? x.values.map((_, i) => i) : (x.values as Value[]);
  const rows = places.map((_, row) => row).filter((row) => places[row] !== null);
  rows.sort((a, b) => places[a]! - places[b]! || a - b);
  return {
    x: rows.map((row) => places[row]!),
    columns: series.map(({ values }) => rows.map((row) => values[row] ?? null)),
    nameAt: (at) => (named ? String(x.values[Math.round(at)] ?? "") : short(at)),
    named,
  };
}

function host({ title, x, y }: Figure): HTMLElement {
  const label = `${title || "Figure"}: ${y.label} over ${x.label}; arrow keys read it`;
  return h("div", { class: "chart", tabindex: 0, role: "img", "aria-label": label });
}

export function figure(content: Figure): HTMLElement {
  const { x, columns, nameAt, named } = points(content),
    { label } = content.x;
  const chartHost = host(content),
    place = h("span", { class: "place" });
  const values = columns.map(() => h("output", { class: "value" }));
  const read = (row: number | null): void => {
    place.textContent = row === null ? label : `${label} ${nameAt(x[row])}`;
    columns.forEach((column, i) => (values[i].textContent = row === null ? "" : short(column[row])));
  };
  const chart = new Chart(chartHost, read);
  const lines = columns.map((column, i) => ({
    values: column,
    colour: seriesColour(i),
    width: 1.75,
    shown: true,
  }));
  const xText = named ? nameAt : undefined;
  // The host has no width before it is on the page.
  requestAnimationFrame(() =>
    chart.draw({ x, lines, bands: [], log: false, height: 220, wholeX: named, xText }),
  );
  read(null);
  const entries = content.series.map(({ name }, i) =>
    h("span", { class: "entry" }, swatch(seriesColour(i)), name, values[i]),
  );
  const legend = h("div", { class: "legend" }, h("div", { class: "entries" }, place, ...entries));
  return h("div", {}, scene(content), h("p", { class: "note" }, content.y.label), chartHost, legend);
}
