// What runs along the x axis of all panels, and runs brought onto one axis.
import uPlot from "uplot";
import type { Value } from "../data/format";
import type { Run } from "./run";

export interface XAxis {
  column: string;
  label: string;
}

const axes: XAxis[] = [
  { column: "generation", label: "generation" },
  { column: "evaluations", label: "evaluations" },
  { column: "samples_seen", label: "samples" },
  { column: "seconds", label: "seconds" },
];

const rises = (values: Value[] | null): boolean =>
  values !== null && values.every((value, i) => value !== null && (i === 0 || value >= values[i - 1]!));

const moves = (values: Value[]): boolean => values.length < 2 || values[values.length - 1]! > values[0]!;

/** Those that every run has, never falling and not standing still. */
export function usableAxes(runs: Run[]): XAxis[] {
  const usable = axes.filter((axis) => runs.every((run) => run.rows === 0 || rises(run.column(axis.column))));
  const moving = usable.filter((axis) => axis.column === "generation" || runs.some((run) => moves(run.column(axis.column) ?? [])));
  return moving.length > 0 ? moving : [axes[0]];
}

export interface Aligned {
  x: number[];
  columns: (Value | undefined)[][];
}

/** Columns of several runs over the union of their x values; undefined where a run has no row. */
export function aligned(axis: XAxis, groups: { run: Run; columns: Value[][] }[]): Aligned {
  const xOf = (run: Run): number[] => (run.column(axis.column) ?? run.column("generation") ?? []) as number[];
  if (groups.length === 1) return { x: xOf(groups[0].run), columns: groups[0].columns };
  const tables = groups.map(({ run, columns }) => [xOf(run), ...columns] as uPlot.AlignedData);
  const [x, ...columns] = uPlot.join(tables) as unknown as [number[], ...(Value | undefined)[][]];
  return { x, columns };
}
