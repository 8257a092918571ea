// A panel of curves: some columns of the history, for one run or several, with toggles and live values.
import { Chart, type Band, type Drawing, type Line } from "../charts/chart";
import { Legend } from "../charts/legend";
import type { Value } from "../data/format";
import { aligned, type Aligned } from "../model/axis";
import type { Run } from "../model/run";
import { choose, h, toggle } from "../view/dom";
import { short } from "../view/numbers";
import type { PageState } from "../view/state";
import { seriesColour } from "../view/theme";
import { panel } from "./panel";

/** One or two columns of the history under one name; two are the edges of a band. */
export interface Quantity {
  label: string;
  columns: [string] | [low: string, high: string];
  colour?: number;
  dash?: number[];
  width?: number;
  opacity?: number;
  hidden?: boolean;
}

export interface View {
  label: string;
  quantities: Quantity[];
  format?: (value: Value | undefined) => string;
  fromZero?: boolean;
}

export interface CurvesOptions {
  id: string;
  title: string;
  note?: string;
  wide?: boolean;
  log?: boolean;
  views: View[];
}

const isBand = (quantity: Quantity): boolean => quantity.columns.length === 2;
const holds = (run: Run, quantity: Quantity): boolean => quantity.columns.every((name) => run.column(name!) !== null);

/** The views that hold anything; quantities without data are left out. */
function filled(views: View[], runs: Run[]): View[] {
  return views
    .map((view) => ({ ...view, quantities: view.quantities.filter((quantity) => runs.some((run) => holds(run, quantity))) }))
    .filter((view) => view.quantities.some((quantity) => !isBand(quantity)));
}

class Curves {
  private readonly chart: Chart;
  private readonly legend: Legend;
  private readonly off = new Set<string>();
  private table: Aligned = { x: [], columns: [] };
  private log = false;
  readonly root: HTMLElement;
  private readonly reading: HTMLElement;

  constructor(
    private readonly options: CurvesOptions,
    private readonly views: View[],
    private readonly state: PageState,
    private view: View,
  ) {
    const host = h("div", { class: "chart", tabindex: 0, role: "img", "aria-label": `Curves of ${options.title}; arrow keys read them` });
    const frame = panel(options.id, options.title, options, host);
    this.root = frame.root;
    this.reading = frame.reading;
    this.legend = new Legend(state, (label, on) => this.show(label, on));
    frame.body.append(this.legend.root);
    this.chart = new Chart(host, (row) => this.read(row));
    this.addTools(frame.tools);
    this.reset();
    state.onChange(() => this.update());
  }

  private addTools(tools: HTMLElement): void {
    if (this.views.length > 1) {
      const choices = this.views.map((view) => ({ label: view.label, value: view }));
      tools.append(choose(`What ${this.options.title} shows`, choices, this.view, (view) => this.turn(view)));
    }
    if (this.options.log) tools.append(toggle("log", false, (on) => this.turnLog(on), "Logarithmic y axis"));
  }

  private turn(view: View): void {
    this.view = view;
    this.reset();
  }

  private turnLog(on: boolean): void {
    this.log = on;
    this.update();
  }

  private reset(): void {
    this.off.clear();
    for (const quantity of this.view.quantities)
      if (quantity.hidden || (this.state.several && isBand(quantity))) this.off.add(quantity.label);
    this.update();
  }

  private show(label: string, on: boolean): void {
    if (on) this.off.delete(label);
    else this.off.add(label);
    this.update();
  }

  private update(): void {
    const { quantities } = this.view;
    this.table = aligned(
      this.state.axis,
      this.state.runs.map((run) => ({ run, columns: columnsOf(run, quantities) })),
    );
    this.chart.draw(this.drawing());
    this.legend.show(quantities.map((quantity, i) => ({
      label: quantity.label,
      colour: this.state.several ? null : this.quantityColour(quantity, i),
      kind: isBand(quantity) ? "area" : quantity.dash ? "dash" : "line",
      on: !this.off.has(quantity.label),
    })));
    this.read(null);
  }

  private quantityColour(quantity: Quantity, index: number): string {
    return seriesColour(quantity.colour ?? index);
  }

  private drawing(): Drawing {
    const lines: Line[] = [], bands: Band[] = [];
    let at = 0;
    for (const run of this.state.runs)
      this.view.quantities.forEach((quantity, i) => {
        const colour = this.state.several ? this.state.colour(run) : this.quantityColour(quantity, i);
        const shown = this.state.shown(run) && !this.off.has(quantity.label);
        const columns = this.table.columns.slice(at, (at += quantity.columns.length));
        if (columns.length === 2) bands.push({ low: columns[0], high: columns[1], colour, opacity: quantity.opacity ?? 0.16, shown });
        else lines.push({ values: columns[0], colour, width: quantity.width ?? 1.75, dash: quantity.dash, shown });
      });
    const { x } = this.table, { log, view, options } = this;
    return { x, lines, bands, log, fromZero: view.fromZero, height: options.wide ? 270 : 200, sync: `search-${this.state.axis.column}` };
  }

  /** Shows the values of a row, or the last ones. */
  private read(row: number | null): void {
    const { quantities, format = short } = this.view;
    let at = 0;
    const values = this.state.runs.map(() =>
      quantities.map((quantity) => {
        const columns = this.table.columns.slice(at, (at += quantity.columns.length));
        return columns.map((column) => format(row === null ? last(column) : near(column, row))).join(" – ");
      }),
    );
    this.legend.read(values);
    const { label } = this.state.axis;
    this.reading.textContent = row === null ? "" : `${label} ${short(this.table.x[row])}`;
  }
}

const columnsOf = (run: Run, quantities: Quantity[]): Value[][] =>
  quantities.flatMap(({ columns }) => columns.map((name) => run.column(name!) ?? new Array<Value>(run.rows).fill(null)));

function last(column: (Value | undefined)[]): Value | undefined {
  for (let i = column.length - 1; i >= 0; --i) if (typeof column[i] === "number") return column[i];
  return null;
}

/** The value of a row; where another run made the row, the one before it. */
function near(column: (Value | undefined)[], row: number): Value | undefined {
  let i = row;
  while (i > 0 && column[i] === undefined) --i;
  return column[i];
}

/** null when none of the runs has anything of it. */
export function curves(state: PageState, options: CurvesOptions): HTMLElement | null {
  const views = filled(options.views, state.runs);
  return views.length > 0 ? new Curves(options, views, state, views[0]).root : null;
}
