// What the task wants shown of its champion: tables, figures, images.
import type { Extra, Table } from "../data/format";
import type { Run } from "../model/run";
import { h } from "../view/dom";
import { count, percent, short } from "../view/numbers";
import type { PageState } from "../view/state";
import { figure } from "./figure";
import { panel } from "./panel";

const readable = (name: string): string => {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0;

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
  const heads = content.columns.slice(-size),
    corner = content.columns.length > size ? content.columns[0] : "";
  const worst = Math.max(0, ...counts.flatMap((row, i) => row.filter((_, j) => j !== i)));
  const cell = (row: number[], i: number, j: number) => {
    const { kind, depth } = heat(row, j, i, worst);
    const element = h(
      "td",
      {
        class: row[j] === 0 ? `${kind} none` : kind,
        title: `${names?.[i] ?? heads[i]} → ${heads[j]}: ${row[j]}`,
      },
      count(row[j]),
    );
    element.style.setProperty("--depth", depth.toFixed(3));
    return element;
  };
  const right = (row: number[], i: number) => percent(row[i] / (row.reduce((a, b) => a + b, 0) || 1));
  const body = counts.map((row, i) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, String(names?.[i] ?? heads[i] ?? i)),
      ...row.map((_, j) => cell(row, i, j)),
      h("td", { class: "recall" }, right(row, i)),
    ),
  );
  const head = h(
    "tr",
    {},
    h("th", { scope: "col", class: "corner" }, corner),
    ...heads.map((name) => h("th", { scope: "col" }, name)),
    h("th", { scope: "col" }, "right"),
  );
  return h("table", { class: "heat" }, h("thead", {}, head), h("tbody", {}, ...body));
}

function plainTable({ columns, rows }: Table): HTMLElement {
  const cell = (value: string | number | null) =>
    typeof value === "string" ? h("td", {}, value) : h("td", { class: "number" }, short(value));
  return h(
    "table",
    { class: "plain" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ...columns.map((name, i) =>
          h("th", { scope: "col", class: typeof rows[0]?.[i] === "number" ? "number" : "" }, name),
        ),
      ),
    ),
    h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map(cell)))),
  );
}

function tableBody(content: Table, label: string): HTMLElement {
  const counts = square(content);
  const table = counts ? heatMap(content, counts.names, counts.counts) : plainTable(content);
  return h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": label }, table);
}

type Image = Extract<Extra, { kind: "image" }>;
interface Gallery {
  kind: "gallery";
  name: string;
  images: Image[];
}
type Item = Exclude<Extra, Image> | Gallery;

const kNoGroup = "images";

/** "misread: 2 read as 7" belongs to "misread"; a single image is its own group. */
function galleryName(images: Image[]): string {
  if (images.length === 1) return images[0].name;
  const groups = new Set(images.map(({ name }) => (name.includes(": ") ? name.split(": ")[0] : kNoGroup)));
  return groups.size === 1 ? [...groups][0] : kNoGroup;
}

/** Images that follow each other are one gallery. */
function items(extras: Extra[]): Item[] {
  const found: Item[] = [];
  for (const extra of extras) {
    const before = found[found.length - 1];
    if (extra.kind !== "image") found.push(extra);
    else if (before?.kind === "gallery") before.images.push(extra);
    else found.push({ kind: "gallery", name: "", images: [extra] });
  }
  for (const item of found) if (item.kind === "gallery") item.name = galleryName(item.images);
  return found;
}

const kImageWidth = 84;
const kSingleWidth = 560;

/** Whole multiples of the image's size keep its pixels square. */
function enlarge(image: HTMLImageElement, most: number): void {
  const room = Math.min(most, image.closest(".body")?.clientWidth ?? most);
  const times = Math.max(1, Math.min(8, Math.floor(room / image.naturalWidth)));
  image.style.width = `${image.naturalWidth * times}px`;
}

function galleryBody({ name, images }: Gallery): HTMLElement {
  const most = images.length === 1 ? kSingleWidth : kImageWidth;
  const frame = (image: Image) => {
    const words = image.name.startsWith(`${name}: `) ? image.name.slice(name.length + 2) : image.name;
    const picture = h("img", {
      class: "pixels",
      src: `data:image/png;base64,${image.png}`,
      alt: words,
      onload: (event: Event) => enlarge(event.target as HTMLImageElement, most),
    });
    return h("figure", {}, picture, images.length > 1 ? h("figcaption", {}, words) : null);
  };
  return h("div", { class: "gallery" }, ...images.map(frame));
}

function body(item: Item): HTMLElement {
  if (item.kind === "table") return tableBody(item.content, item.content.title || readable(item.name));
  if (item.kind === "figure") return figure(item.content);
  return galleryBody(item);
}

function itemPanel(state: PageState, run: Run, item: Item, index: number): HTMLElement {
  const title = (item.kind !== "gallery" && item.content.title) || readable(item.name);
  const { root } = panel(
    `extra-${run.index}-${index}`,
    state.several ? `${title} · ${run.label}` : title,
    {},
    body(item),
  );
  root.classList.add(`extra-${item.kind}`);
  if (item.kind === "table" && item.content.columns.length > 7) root.classList.add("broad");
  if (item.kind === "gallery") root.classList.add(item.images.length > 8 ? "wide" : "broad");
  return root;
}

/** Of several runs, what has the same name stands together. */
export function extraPanels(state: PageState): HTMLElement[] {
  const all = state.runs.flatMap((run) =>
    items(run.champion?.extras ?? []).map((item, i) => ({ run, item, i })),
  );
  const names = [...new Set(all.map(({ item }) => item.name))];
  return names.flatMap((name) =>
    all.filter(({ item }) => item.name === name).map(({ run, item, i }) => itemPanel(state, run, item, i)),
  );
}
