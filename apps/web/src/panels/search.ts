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
  const told = state.runs.some((run) => run.column("fitness_p10"));
  const bands = told ? " Bands hold the middle 80 % and 50 % of a generation." : "";
  return curves(state, {
    id: "fitness",
    title: "Fitness",
    note: `${maximise ? "Higher" : "Lower"} is better${where}.${bands}`,
    wide: true,
    log: true,
    views: [
      {
        label: "fitness",
        quantities: [
          { label: "champion", columns: ["champion_fitness"], colour: 1, width: 2.25 },
          {
            label: "best of generation",
            columns: ["best_fitness"],
            colour: 0,
            width: 1.75,
            hidden: state.several && state.runs.some((run) => run.column("champion_fitness")),
          },
          {
            label: "median",
            columns: ["fitness_p50"],
            colour: 0,
            width: 1.25,
            dash: [2, 3],
            hidden: state.several,
          },
          {
            label: "mean",
            columns: ["mean_fitness"],
            colour: 2,
            width: 1.25,
            dash: [6, 4],
            hidden: state.several,
          },
          { label: "p10 – p90", columns: ["fitness_p10", "fitness_p90"], colour: 0, opacity: 0.13 },
          { label: "p25 – p75", columns: ["fitness_p25", "fitness_p75"], colour: 0, opacity: 0.2 },
        ],
      },
    ],
  });
}

function metric(state: PageState, name: string): HTMLElement | null {
  const quantities = partitions.map(
    (partition, i): Quantity => ({
      label: partition === "test" ? "test (champion)" : partition,
      columns: [`${partition}_${name}`],
      colour: [3, 0, 1][i],
      dash: state.several ? kDashes[partition] : undefined,
    }),
  );
  const note = state.runs.some((run) => run.column(`test_${name}`))
    ? "Test: measured for the champion only; it selects nothing."
    : undefined;
  return curves(state, {
    id: `metric-${name}`,
    title: name.replaceAll("_", " "),
    note,
    log: true,
    views: [{ label: name, quantities }],
  });
}

function complexity(state: PageState): HTMLElement | null {
  const view = (label: string, champion: string, mean: string): View => ({
    label,
    format: count,
    fromZero: true,
    whole: true,
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

function single(
  state: PageState,
  id: string,
  title: string,
  note: string,
  colour: number,
  log = false,
  fromZero = false,
  whole = false,
): HTMLElement | null {
  return curves(state, {
    id,
    title,
    note,
    log,
    views: [
      { label: title, fromZero, whole, quantities: [{ label: title.toLowerCase(), columns: [id], colour }] },
    ],
  });
}

const any = (runs: Run[], column: string): boolean => runs.some((run) => run.varies(column));

function endings(state: PageState): HTMLElement | null {
  if (!any(state.runs, "diverged") && !any(state.runs, "lost")) return null;
  const quantities: Quantity[] = [
    { label: "diverged", columns: ["diverged"], colour: 4 },
    { label: "lost", columns: ["lost"], colour: 3, dash: state.several ? [2, 3] : undefined },
  ];
  const view = {
    label: "",
    fromZero: true,
    whole: true,
    format: count,
    quantities: quantities.filter(({ columns }) => any(state.runs, columns[0])),
  };
  return curves(state, {
    id: "endings",
    title: "Diverged and lost",
    note: "Evaluations of a generation that did not end well.",
    views: [view],
  });
}

/** Where fitness is measured at birth as well: what lives make of the best, and of all. */
function births(state: PageState): HTMLElement | null {
  if (!state.runs.some((run) => run.varies("best_birth_fitness"))) return null;
  return curves(state, {
    id: "births",
    title: "Before and after learning",
    note: "Fitness at birth and at the end of the life, of the generation's best and on average.",
    log: true,
    views: [
      {
        label: "fitness",
        quantities: [
          { label: "best after", columns: ["best_fitness"], colour: 0, width: 2 },
          { label: "best before", columns: ["best_birth_fitness"], colour: 1, width: 2 },
          { label: "mean after", columns: ["mean_fitness"], colour: 0, dash: [6, 4], hidden: state.several },
          { label: "mean before", columns: ["birth_fitness"], colour: 1, dash: [6, 4], hidden: state.several },
        ],
      },
    ],
  });
}

/** Every panel that has data. */
export function searchPanels(state: PageState): HTMLElement[] {
  const moved = (column: string) => any(state.runs, column);
  const panels = [
    fitness(state),
    ...metricNames(state.runs).map((name) => metric(state, name)),
    births(state),
    speciesArea(state),
    single(state, "species", "Species", "How many there are.", 5, false, true, true),
    complexity(state),
    moved("sigma") ? single(state, "sigma", "Sigma", "Mean step size of weight mutation.", 6, true) : null,
    moved("population_diversity")
      ? single(
          state,
          "population_diversity",
          "Diversity",
          "Mean distance to the species' representative.",
          2,
          false,
          true,
        )
      : null,
    moved("learning_gain")
      ? single(state, "learning_gain", "Learning gain", "Mean fall of the training loss over a life.", 7)
      : null,
    endings(state),
  ];
  return panels.filter((panel): panel is HTMLElement => panel !== null);
}
