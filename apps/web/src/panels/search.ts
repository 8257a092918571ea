// The curves of the search: fitness, metrics, species, complexity and what moved the search.
import { metricNames, partitions, type Run } from "../model/run";
import { count } from "../view/numbers";
import type { PageState } from "../view/state";
import { curves, type Quantity, type View } from "./curves";
import { speciesArea } from "./species";

const kDashes: Record<string, number[] | undefined> = { train: [2, 3], validation: undefined, test: [7, 4] };

function fitness(state: PageState): HTMLElement | null {
  const { maximise, partition } = state.runs[0].data.task;
  const where = partition ? ` on the ${partition} partition` : "";
  return curves(state, {
    id: "fitness",
    title: "Fitness",
    note: `${maximise ? "Higher" : "Lower"} is better${where}. Bands hold the middle 80 % and 50 % of a generation.`,
    wide: true,
    log: true,
    views: [{
      label: "fitness",
      quantities: [
        { label: "p10 – p90", columns: ["fitness_p10", "fitness_p90"], colour: 0, opacity: 0.13 },
        { label: "p25 – p75", columns: ["fitness_p25", "fitness_p75"], colour: 0, opacity: 0.2 },
        { label: "champion", columns: ["champion_fitness"], colour: 1, width: 2.25 },
        { label: "best of generation", columns: ["best_fitness"], colour: 0, width: 1.75, hidden: state.several && state.runs.some((run) => run.column("champion_fitness")) },
        { label: "median", columns: ["fitness_p50"], colour: 0, width: 1.25, dash: [2, 3], hidden: state.several },
        { label: "mean", columns: ["mean_fitness"], colour: 2, width: 1.25, dash: [6, 4], hidden: state.several },
      ],
    }],
  });
}

function metric(state: PageState, name: string): HTMLElement | null {
  const quantities = partitions.map((partition, i): Quantity => ({
    label: partition === "test" ? "test (champion)" : partition,
    columns: [`${partition}_${name}`],
    colour: [3, 0, 1][i],
    dash: state.several ? kDashes[partition] : undefined,
  }));
  const note = state.runs.some((run) => run.column(`test_${name}`)) ? "Test: measured for the champion only; it selects nothing." : undefined;
  return curves(state, { id: `metric-${name}`, title: name.replaceAll("_", " "), note, log: true, views: [{ label: name, quantities }] });
}

function complexity(state: PageState): HTMLElement | null {
  const view = (label: string, champion: string, mean: string): View => ({
    label,
    format: count,
    fromZero: true,
    quantities: [
      { label: "champion", columns: [champion], colour: 1, width: 2 },
      { label: "population mean", columns: [mean], colour: 0, dash: state.several ? [6, 4] : undefined },
    ],
  });
  return curves(state, {
    id: "complexity",
    title: "Complexity",
    log: true,
    views: [
      view("hidden nodes", "nodes", "mean_nodes"),
      view("connections", "connections", "mean_connections"),
      view("parameters", "parameters", "mean_parameters"),
    ],
  });
}

function single(state: PageState, id: string, title: string, note: string, colour: number, log = false, fromZero = false): HTMLElement | null {
  return curves(state, { id, title, note, log, views: [{ label: title, fromZero, quantities: [{ label: title.toLowerCase(), columns: [id], colour }] }] });
}

const any = (runs: Run[], column: string): boolean => runs.some((run) => run.varies(column));

function endings(state: PageState): HTMLElement | null {
  if (!any(state.runs, "diverged") && !any(state.runs, "lost")) return null;
  const quantities: Quantity[] = [
    { label: "diverged", columns: ["diverged"], colour: 4 },
    { label: "lost", columns: ["lost"], colour: 3, dash: state.several ? [2, 3] : undefined },
  ];
  const view = { label: "", fromZero: true, format: count, quantities: quantities.filter(({ columns }) => any(state.runs, columns[0])) };
  return curves(state, { id: "endings", title: "Diverged and lost", note: "Evaluations of a generation that did not end well.", views: [view] });
}

/** Every panel that has data. */
export function searchPanels(state: PageState): HTMLElement[] {
  const moved = (column: string) => any(state.runs, column);
  const panels = [
    fitness(state),
    ...metricNames(state.runs).map((name) => metric(state, name)),
    speciesArea(state),
    single(state, "species", "Species", "How many there are.", 5, false, true),
    complexity(state),
    moved("sigma") ? single(state, "sigma", "Sigma", "Mean step size of weight mutation.", 6, true) : null,
    moved("population_diversity") ? single(state, "population_diversity", "Diversity", "Mean distance of members to their species' representative.", 2, false, true) : null,
    moved("learning_gain") ? single(state, "learning_gain", "Learning gain", "Mean fall of the training loss over a life.", 7) : null,
    endings(state),
  ];
  return panels.filter((panel): panel is HTMLElement => panel !== null);
}
