// The budget: what has been spent, over the search and on the champion's own line of descent.
import type { Spent, Value } from "../data/format";
import type { Run } from "../model/run";
import { h, swatch } from "../view/dom";
import { count, duration, percent, si } from "../view/numbers";
import type { PageState } from "../view/state";
import { curves, type View } from "./curves";
import { panel } from "./panel";

type Text = (value: Value | undefined) => string;

const flops: Text = (value) => si(value, "FLOP");

const kPosts: { key: keyof Spent; label: string; text: Text }[] = [
  { key: "evaluations", label: "evaluations", text: count },
  { key: "samples", label: "training samples", text: count },
  { key: "rows", label: "evaluation rows", text: count },
  { key: "rows_saved", label: "of them saved", text: count },
  { key: "forward_flops", label: "forward FLOPs", text: flops },
  { key: "backward_flops", label: "backward FLOPs", text: flops },
  { key: "flops", label: "FLOPs together", text: flops },
  { key: "seconds", label: "time", text: duration },
];

function spending(state: PageState): HTMLElement | null {
  const dashed = state.several ? [6, 4] : undefined;
  const one = (label: string, column: string, format: Text, line?: string): View => ({
    label,
    format,
    fromZero: true,
    quantities: [
      { label: "all", columns: [column], colour: 0, width: 2 },
      ...(line ? [{ label: "champion's line", columns: [line] as [string], colour: 1, dash: dashed }] : []),
    ],
  });
  const work: View = {
    label: "FLOPs",
    format: flops,
    fromZero: true,
    quantities: [
      { label: "all", columns: ["flops"], colour: 0, width: 2 },
      {
        label: "forward",
        columns: ["forward_flops"],
        colour: 2,
        dash: state.several ? [2, 3] : undefined,
        hidden: state.several,
      },
      {
        label: "backward",
        columns: ["backward_flops"],
        colour: 3,
        dash: state.several ? [8, 3] : undefined,
        hidden: state.several,
      },
      { label: "champion's line", columns: ["line_flops"], colour: 1, dash: dashed, hidden: state.several },
    ],
  };
  const views = [
    work,
    one("samples", "samples_seen", count, "line_samples"),
    one("rows", "rows", count, "line_rows"),
    one("evaluations", "evaluations", count, "line_evaluations"),
    one("seconds", "seconds", duration),
  ].filter((view) => state.runs.some((run) => run.varies(view.quantities[0].columns[0])));
  return curves(state, {
    id: "spending",
    title: "Spent",
    note: "Cumulative over the search.",
    broad: true,
    views,
  });
}

/** Forward and backward together, where they are not told as one. */
function told(spent: Spent, key: keyof Spent): Value | undefined {
  if (key !== "flops" || typeof spent.flops === "number") return spent[key];
  const { forward_flops: forward, backward_flops: backward } = spent;
  return typeof forward === "number" && typeof backward === "number" ? forward + backward : undefined;
}

/** What the ledger says, or else the last line of the history. */
function total(run: Run, key: keyof Spent): Value {
  return told(run.data.ledger, key) ?? run.last(key === "samples" ? "samples_seen" : key);
}

function table(run: Run): HTMLElement | null {
  const { line, diverged, lost } = run.data.ledger;
  const posts = kPosts.filter(
    ({ key }) => total(run, key) !== null && !(key === "rows_saved" && total(run, key) === 0),
  );
  if (posts.length === 0) return null;
  const share = (own: Value | undefined, all: Value) =>
    own !== null && own !== undefined && all ? percent(own / all) : "";
  const row = ({ key, label, text }: (typeof kPosts)[number]) => {
    const all = total(run, key),
      own = line && told(line, key);
    const cells = line
      ? [
          h("td", { class: "number" }, own === undefined || own === null ? "" : text(own)),
          h("td", { class: "number muted" }, share(own, all)),
        ]
      : [];
    return h("tr", {}, h("th", { scope: "row" }, label), h("td", { class: "number" }, text(all)), ...cells);
  };
  const heads = ["", "all", ...(line ? ["line", "share"] : [])];
  const ill = (label: string, value: Value | undefined) =>
    value
      ? h(
          "tr",
          {},
          h("th", { scope: "row" }, label),
          h("td", { class: "number" }, count(value)),
          ...(line ? [h("td"), h("td")] : []),
        )
      : null;
  return h(
    "table",
    { class: "plain ledger" },
    h("thead", {}, h("tr", {}, ...heads.map((name) => h("th", { scope: "col", class: "number" }, name)))),
    h("tbody", {}, ...posts.map(row), ill("diverged", diverged), ill("lost", lost)),
  );
}

export function ledgerPanels(state: PageState): HTMLElement[] {
  const tables = state.runs.map((run) => {
    const content = table(run);
    if (!content) return null;
    const scroll = h(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-label": "What was spent" },
      content,
    );
    const { root } = panel(
      `ledger-${run.index}`,
      state.several ? run.label : "Ledger",
      { note: state.several ? undefined : "Line: what the champion's own ancestors cost." },
      scroll,
    );
    if (state.several) root.querySelector("h3")!.prepend(swatch(state.colour(run)));
    return root;
  });
  return [spending(state), ...tables].filter((panel): panel is HTMLElement => panel !== null);
}
