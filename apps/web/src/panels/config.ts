// The resolved configuration, searchable; of several runs one column each, with what differs marked.
import type { Run } from "../model/run";
import { h, swatch, toggle } from "../view/dom";
import type { PageState } from "../view/state";
import { panel } from "./panel";

interface Key {
  section: string;
  name: string;
  values: string[];
  differs: boolean;
}

function keys(runs: Run[]): Key[] {
  const names = new Set(runs.flatMap((run) => [...run.config.keys()]));
  return [...names].map((full) => {
    const [section, ...rest] = full.split(".");
    const values = runs.map((run) => run.config.get(full) ?? "–");
    return { section, name: rest.join(".") || full, values, differs: values.some((value) => value !== values[0]) };
  });
}

class ConfigTable {
  readonly root: HTMLElement;
  private readonly rows: { row: HTMLElement; key: Key; text: string }[];
  private readonly bodies: HTMLElement[];
  private readonly nothing = h("p", { class: "note", hidden: true }, "No key matches.");
  private search = "";
  private onlyDifferent = false;

  constructor(state: PageState, all: Key[]) {
    this.rows = all.map((key) => ({ row: this.row(key), key, text: `${key.section}.${key.name} ${key.values.join(" ")}`.toLowerCase() }));
    this.bodies = [...new Set(all.map((key) => key.section))].map((section) => this.section(section, state.runs.length));
    const input = h("input", { type: "search", placeholder: "Search keys and values", "aria-label": "Search the configuration" });
    input.addEventListener("input", () => this.filter(input.value));
    const frame = panel("config", "Resolved configuration", { wide: true });
    frame.tools.append(input);
    if (state.several) frame.tools.append(this.differencesSwitch(all));
    const head = state.several ? h("thead", {}, h("tr", {}, h("td"), ...state.runs.map((run) => h("th", { scope: "col" }, swatch(state.colour(run)), run.name)))) : null;
    const table = h("table", { class: "config" }, head, ...this.bodies);
    frame.body.append(h("div", { class: state.several ? "scroll" : "scroll columns", tabindex: 0, role: "group", "aria-label": "Configuration" }, table), this.nothing);
    this.root = frame.root;
    this.apply();
  }

  private differencesSwitch(all: Key[]): HTMLElement {
    this.onlyDifferent = all.some((key) => key.differs);
    return toggle("only differences", this.onlyDifferent, (on) => {
      this.onlyDifferent = on;
      this.apply();
    });
  }

  private row(key: Key): HTMLElement {
    return h("tr", { class: key.differs ? "differs" : "" }, h("th", { scope: "row" }, key.name), ...key.values.map((value) => h("td", {}, value || "\u00a0")));
  }

  private section(section: string, runs: number): HTMLElement {
    const head = h("tr", { class: "section" }, h("th", { scope: "rowgroup", colspan: runs + 1 }, section));
    return h("tbody", {}, head, ...this.rows.filter(({ key }) => key.section === section).map(({ row }) => row));
  }

  private filter(search: string): void {
    this.search = search.trim().toLowerCase();
    this.apply();
  }

  private apply(): void {
    for (const { row, key, text } of this.rows)
      row.hidden = (this.onlyDifferent && !key.differs) || !text.includes(this.search);
    for (const body of this.bodies) body.hidden = [...body.children].slice(1).every((row) => (row as HTMLElement).hidden);
    this.nothing.hidden = this.bodies.some((body) => !body.hidden);
  }
}

export function configPanel(state: PageState): HTMLElement | null {
  const all = keys(state.runs);
  return all.length > 0 ? new ConfigTable(state, all).root : null;
}
