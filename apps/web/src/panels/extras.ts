// What the task wants shown of its champion: tables, figures, images.
import { Chart } from "../charts/chart";
import type { Extra, Figure, Table } from "../data/format";
import type { Run } from "../model/run";
import { h, swatch } from "../view/dom";
import { count, percent, short } from "../view/numbers";
import type { PageState } from "../view/state";
import { seriesColour } from "../view/theme";
import { panel } from "./panel";

const readable = (name: string): string => {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const isCount = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value) && value >= 0;

/** The square of counts in a table whose first column may name the rows; null where it is another kind of table. */
function square({ rows }: Table): { names: (string | number)[] | null; counts: number[][] } | null {
  const size = rows.length;
  if (size < 2) return null;
  const named = rows.every((row) => row.length === size + 1);
  if (!named && !rows.every((row) => row.length === size)) return null;
  const counts = rows.map((row) => (named ? row.slice(1) : row));
  if (!counts.every((row) => row.every(isCount))) return null;
  return { names: named ? rows.map((row) => row[0] ?? "") : null, counts: counts as number[][] };
}

/** Hits tinted by their share of the row, misses by the worst confusion: both can be read at once. */
function heat(row: number[], column: number, index: number, worst: number): { kind: string; depth: number } {
  const total = row.reduce((a, b) => a + b, 0) || 1;
  if (column === index) return { kind: "hit", depth: row[column] / total };
  return { kind: "miss", depth: worst > 0 ? row[column] / worst : 0 };
}

function heatMap(content: Table, names: (string | number)[] | null, counts: number[][]): HTMLElement {
  const size = counts.length;
  const heads = content.columns.slice(-size), corner = content.columns.length > size ? content.columns[0] : "";
  const worst = Math.max(0, ...counts.flatMap((row, i) => row.filter((_, j) => j !== i)));
  const cell = (row: number[], i: number, j: number) => {
    const { kind, depth } = heat(row, j, i, worst);
    const element = h("td", { class: row[j] === 0 ? `${kind} none` : kind, title: `${names?.[i] ?? heads[i]} → ${heads[j]}: ${row[j]}` }, count(row[j]));
    element.style.setProperty("--depth", depth.toFixed(3));
    return element;
  };
  const right = (row: number[], i: number) => percent(row[i] / (row.reduce((a, b) => a + b, 0) || 1));
  const body = counts.map((row, i) =>
    h("tr", {}, h("th", { scope: "row" }, String(names?.[i] ?? heads[i] ?? i)), ...row.map((_, j) => cell(row, i, j)), h("td", { class: "recall" }, right(row, i))),
  );
  const head = h("tr", {}, h("th", { scope: "col", class: "corner" }, corner), ...heads.map((name) => h("th", { scope: "col" }, name)), h("th", { scope: "col" }, "right"));
  return h("table", { class: "heat" }, h("thead", {}, head), h("tbody", {}, ...body));
}

function plainTable({ columns, rows }: Table): HTMLElement {
  const cell = (value: string | number | null) => (typeof value === "string" ? h("td", {}, value) : h("td", { class: "number" }, short(value)));
  return h(
    "table",
    { class: "plain" },
    h("thead", {}, h("tr", {}, ...columns.map((name, i) => h("th", { scope: "col", class: typeof rows[0]?.[i] === "number" ? "number" : "" }, name)))),
    h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map(cell)))),
  );
}

function tableBody(content: Table, label: string): HTMLElement {
  const counts = square(content);
  const table = counts ? heatMap(content, counts.names, counts.counts) : plainTable(content);
  return h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": label }, table);
}

function figureBody(content: Figure): HTMLElement {
  const host = h("div", { class: "chart", tabindex: 0, role: "img", "aria-label": `${content.title ?? ""}: ${content.y.label} over ${content.x.label}; arrow keys read it` });
  const values = content.series.map(() => h("output", { class: "value" }));
  const place = h("span", { class: "place" });
  const named = content.x.values.some((value) => typeof value === "string");
  const nameAt = (at: number): string => (named ? String(content.x.values[Math.round(at)] ?? "") : short(at));
  const x = named ? content.x.values.map((_, i) => i) : (content.x.values as number[]);
  const read = (row: number | null) => {
    place.textContent = row === null ? content.x.label : `${content.x.label} ${nameAt(x[row])}`;
    content.series.forEach((series, i) => (values[i].textContent = row === null ? "" : short(series.values[row])));
  };
  const chart = new Chart(host, read);
  const lines = content.series.map((series, i) => ({ values: series.values, colour: seriesColour(i), width: 1.75, shown: true }));
  // The host has no width before it is on the page.
  requestAnimationFrame(() => chart.draw({ x, lines, bands: [], log: false, height: 220, xText: named ? nameAt : undefined }));
  read(null);
  const entries = content.series.map((series, i) => h("span", { class: "entry" }, swatch(seriesColour(i)), series.name, values[i]));
  return h("div", {}, h("p", { class: "note" }, content.y.label), host, h("div", { class: "legend" }, h("div", { class: "entries" }, place, ...entries)));
}

function imageBody(name: string, png: string): HTMLElement {
  return h("img", { class: "pixels", src: `data:image/png;base64,${png}`, alt: readable(name), onload: (event: Event) => enlarge(event.target as HTMLImageElement) });
}

/** Whole multiples of the image's size keep its pixels square. */
function enlarge(image: HTMLImageElement): void {
  const room = image.parentElement?.clientWidth ?? image.naturalWidth;
  const times = Math.max(1, Math.min(6, Math.floor(Math.min(room, 720) / image.naturalWidth)));
  image.style.width = `${image.naturalWidth * times}px`;
}

function body(extra: Extra): HTMLElement {
  if (extra.kind === "table") return tableBody(extra.content, extra.content.title || readable(extra.name));
  if (extra.kind === "figure") return figureBody(extra.content);
  return imageBody(extra.name, extra.png);
}

function extraPanel(state: PageState, run: Run, extra: Extra, index: number): HTMLElement {
  const title = (extra.kind !== "image" && extra.content.title) || readable(extra.name);
  const wide = extra.kind === "table" && extra.content.columns.length > 7;
  const { root } = panel(`extra-${run.index}-${index}`, state.several ? `${title} · ${run.name}` : title, { wide }, body(extra));
  root.classList.add(`extra-${extra.kind}`);
  return root;
}

export function extraPanels(state: PageState): HTMLElement[] {
  return state.runs.flatMap((run) => (run.champion?.extras ?? []).map((extra, i) => extraPanel(state, run, extra, i)));
}
