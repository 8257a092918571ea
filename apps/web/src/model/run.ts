// A run as the views ask for it: history columns by name, configuration by key, figures of the champion.
import type { Champion, Metrics, RunData, Value } from "../data/format";

export const partitions = ["train", "validation", "test"] as const;

export class Run {
  readonly rows: number;
  readonly config: Map<string, string>;
  private readonly columns = new Map<string, Value[]>();

  constructor(readonly data: RunData, readonly index: number) {
    const { columns, rows } = data.history;
    this.rows = rows.length;
    this.config = new Map(data.config);
    columns.forEach((name, i) => this.columns.set(name, rows.map((row) => row[i] ?? null)));
    if (!this.columns.has("generation")) this.columns.set("generation", rows.map((_, i) => i));
  }

  get name(): string {
    return this.data.name;
  }

  get champion(): Champion | null {
    return this.data.champion;
  }

  get columnNames(): string[] {
    return [...this.columns.keys()];
  }

  /** One value per generation; null where the history has no such column or nothing in it. */
  column(name: string): Value[] | null {
    const values = this.columns.get(name);
    return values && values.some((value) => value !== null) ? values : null;
  }

  /** Is there a value other than zero? */
  varies(name: string): boolean {
    return (this.column(name) ?? []).some((value) => value !== null && value !== 0);
  }

  last(name: string): Value {
    const values = this.columns.get(name) ?? [];
    for (let i = values.length - 1; i >= 0; --i) if (values[i] !== null) return values[i];
    return null;
  }

  /** The champion's fitness: from its card, else from the history. */
  get fitness(): Value {
    const card = this.champion?.card.fitness;
    if (typeof card === "number") return card;
    return this.last("champion_fitness") ?? this.bestSoFar();
  }

  private bestSoFar(): Value {
    const values = (this.column("best_fitness") ?? []).filter((value): value is number => value !== null);
    if (values.length === 0) return null;
    const pick = this.data.task.maximise ? Math.max : Math.min;
    return values.reduce((a, b) => pick(a, b));
  }

  /** partition -> metric -> value of the champion. */
  get metrics(): Metrics {
    const card = this.champion?.card.metrics;
    if (card && typeof card === "object" && Object.keys(card).length > 0) return card as Metrics;
    const found: Metrics = {};
    for (const name of this.columnNames)
      for (const partition of partitions)
        if (name.startsWith(`${partition}_`) && this.column(name))
          (found[partition] ??= {})[name.slice(partition.length + 1)] = this.last(name);
    return found;
  }

  get solved(): boolean {
    return this.data.status === "solved" || this.champion?.card.solved === true;
  }

  /** The first generation whose champion solved the task. */
  get solvedAt(): Value {
    const at = (this.column("solved") ?? []).findIndex((value) => value === 1);
    return at < 0 ? null : this.column("generation")![at];
  }

  get generations(): number {
    return (this.last("generation") ?? this.rows - 1) + 1;
  }

  get seconds(): Value {
    return this.data.ledger.seconds ?? this.last("seconds");
  }

  get evaluations(): Value {
    return this.data.ledger.evaluations ?? this.last("evaluations");
  }

  count(name: string, column: string): Value {
    return this.champion?.counts[name] ?? this.last(column);
  }
}

/** The names of metrics in the histories, in the order of their columns. */
export function metricNames(runs: Run[]): string[] {
  const names = new Set<string>();
  for (const run of runs)
    for (const name of run.columnNames)
      for (const partition of partitions)
        if (name.startsWith(`${partition}_`) && run.column(name)) names.add(name.slice(partition.length + 1));
  return [...names];
}
