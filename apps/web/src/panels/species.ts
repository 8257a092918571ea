// Species over time: one layer per species, as thick as the species is large, stacked by age.
import type uPlot from "uplot";
import { Chart } from "../charts/chart";
import { layers, paintLayers, speciesColour, type Layers } from "../charts/species_layers";
import { aligned } from "../model/axis";
import type { Run } from "../model/run";
import { h, swatch } from "../view/dom";
import { count, short } from "../view/numbers";
import type { PageState } from "../view/state";
import { panel } from "./panel";

const hasSpecies = (run: Run): boolean => run.rows > 0 && run.data.species.some((generation) => generation.length > 0);

class SpeciesArea {
  readonly root: HTMLElement;
  private readonly reading: HTMLElement;
  private readonly words = h("output", { class: "entry" });
  private readonly chart: Chart;
  private layers: Layers;
  private x: number[] = [];

  constructor(private readonly state: PageState, private run: Run, runs: Run[]) {
    const host = h("div", { class: "chart", tabindex: 0, role: "img", "aria-label": "Sizes of the species; arrow keys read them" });
    const frame = panel("species-sizes", "Species over time", { wide: true, note: "Each layer is a species, as thick as it has genomes; older ones lie lower." }, host);
    frame.body.append(h("div", { class: "legend" }, h("div", { class: "entries" }, this.words)));
    this.root = frame.root;
    this.reading = frame.reading;
    this.layers = layers(run.data.species);
    this.chart = new Chart(host, (row, y) => this.read(row, y));
    if (runs.length > 1) frame.tools.append(this.selector(runs));
    this.draw();
    state.onChange(() => this.draw());
  }

  private selector(runs: Run[]): HTMLElement {
    const options = runs.map((run, i) => h("option", { value: i }, run.name));
    const select = h("select", { "aria-label": "Run whose species are shown" }, ...options);
    select.addEventListener("change", () => this.turn(runs[Number(select.value)]));
    return select;
  }

  private turn(run: Run): void {
    this.run = run;
    this.layers = layers(run.data.species);
    this.draw();
  }

  private draw(): void {
    this.x = aligned(this.state.axis, [{ run: this.run, columns: [] }]).x;
    const line = { values: this.layers.totals, colour: "var(--muted)", width: 0, shown: true };
    this.chart.draw({
      x: this.x,
      lines: [line],
      bands: [],
      log: false,
      fromZero: true,
      height: 270,
      sync: `search-${this.state.axis.column}`,
      paint: (plot: uPlot) => paintLayers(plot, this.layers, this.x),
    });
    this.read(null, null);
  }

  private read(row: number | null, y: number | null): void {
    const at = row ?? this.x.length - 1, entries = this.layers.rows[at] ?? [];
    this.reading.textContent = row === null ? "" : `${this.state.axis.label} ${short(this.x[row])}`;
    const under = y === null ? undefined : entries.find((entry) => y >= entry.from && y < entry.from + entry.size);
    const entry = under ?? entries.reduce((a, b) => (b.size > a.size ? b : a), entries[0]);
    if (!entry) return this.words.replaceChildren("no species");
    const best = entry.best === null ? "" : `, best ${short(entry.best)}`;
    const rank = under ? "" : "largest of ";
    this.words.replaceChildren(
      swatch(speciesColour(entry.id), "area"),
      `${rank}${count(entries.length)} species${under ? ":" : ":"} species ${entry.id}, ${count(entry.size)} genomes${best}`,
    );
  }
}

/** null when no run tells the sizes of its species. */
export function speciesArea(state: PageState): HTMLElement | null {
  const runs = state.runs.filter(hasSpecies);
  return runs.length > 0 ? new SpeciesArea(state, runs[0], runs).root : null;
}
