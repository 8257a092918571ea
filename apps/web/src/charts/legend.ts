// The legend under a chart: what is drawn, on or off, with the values under the cursor. For one run a row of
// buttons; for several a table, runs down and quantities across.
import { h, swatch } from "../view/dom";
import type { PageState } from "../view/state";

export interface Entry {
  label: string;
  /** null where colours tell the runs apart. */
  colour: string | null;
  kind: "line" | "dash" | "area";
  on: boolean;
}

export class Legend {
  readonly root = h("div", { class: "legend" });
  private cells: HTMLElement[][] = [];
  private shownLabels = "";

  constructor(private readonly state: PageState, private readonly act: (label: string, on: boolean) => void) {}

  show(entries: Entry[]): void {
    const shown = JSON.stringify([entries, this.state.runs.map((run) => this.state.shown(run))]);
    if (shown === this.shownLabels) return;
    this.shownLabels = shown;
    const focused = this.root.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset.label : undefined;
    this.root.replaceChildren(this.state.several ? this.table(entries) : this.row(entries));
    if (focused !== undefined) this.root.querySelector<HTMLElement>(`[data-label="${CSS.escape(focused)}"]`)?.focus();
  }

  read(values: string[][]): void {
    values.forEach((run, i) => run.forEach((text, j) => {
      const cell = this.cells[i]?.[j];
      if (cell) cell.textContent = text;
    }));
  }

  private button(entry: Entry, ...children: (Node | string)[]): HTMLElement {
    return h(
      "button",
      { type: "button", class: "entry", "data-label": entry.label, "aria-pressed": String(entry.on), onclick: () => this.act(entry.label, !entry.on) },
      swatch(entry.colour ?? "var(--muted)", entry.kind),
      entry.label,
      ...children,
    );
  }

  private row(entries: Entry[]): HTMLElement {
    this.cells = [entries.map(() => h("output", { class: "value" }))];
    return h("div", { class: "entries" }, ...entries.map((entry, i) => this.button(entry, this.cells[0][i])));
  }

  private table(entries: Entry[]): HTMLElement {
    const { runs } = this.state;
    this.cells = runs.map(() => entries.map((entry) => h("td", { class: entry.on ? "number" : "number off" })));
    const head = h("tr", {}, h("td"), ...entries.map((entry) => h("th", { scope: "col" }, this.button(entry))));
    const body = runs.map((run, i) =>
      h("tr", { class: this.state.shown(run) ? "" : "off" }, h("th", { scope: "row" }, swatch(this.state.colour(run)), h("span", {}, run.name)), ...this.cells[i]),
    );
    return h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Values" }, h("table", {}, h("thead", {}, head), h("tbody", {}, ...body)));
  }
}
