// The JSON that neat-run writes into the page: "neat.report", version 1 (docs/formats.md).

export type Value = number | null;

export interface Table {
  title?: string;
  columns: string[];
  rows: (string | number | null)[][];
}

/** What a figure plays: a cart, whose place is its first series, with poles, whose angles are the next. */
export interface Scene {
  kind: "poles";
  /** Metres; the track ends there on both sides. */
  track: number;
  lengths: number[];
}

export interface Figure {
  title?: string;
  x: { label: string; values: (number | string | null)[] };
  y: { label: string };
  series: { name: string; values: Value[] }[];
  scene?: Scene;
}

export type Extra =
  | { kind: "table"; name: string; content: Table }
  | { kind: "figure"; name: string; content: Figure }
  | { kind: "image"; name: string; png: string };

export type Metrics = Record<string, Record<string, Value>>;

export interface Champion {
  card: Record<string, unknown>;
  counts: Record<string, number>;
  svg: string;
  extras: Extra[];
}

export interface Spent {
  evaluations?: Value;
  samples?: Value;
  rows?: Value;
  rows_saved?: Value;
  forward_flops?: Value;
  backward_flops?: Value;
  flops?: Value;
  seconds?: Value;
}

export interface Ledger extends Spent {
  diverged?: Value;
  lost?: Value;
  line?: Spent;
}

/** [id, size, best fitness] of one species in one generation. */
export type SpeciesEntry = [number, number, Value];

export interface RunData {
  name: string;
  task: { name: string; version: string; maximise: boolean; partition: string };
  status: string;
  command: string;
  notice: string;
  config: [string, string][];
  history: { columns: string[]; rows: Value[][] };
  species: SpeciesEntry[][];
  champion: Champion | null;
  ledger: Ledger;
  hashes: { state?: string; genome?: string; data?: Record<string, string> };
}

export interface Measure {
  mean: Value;
  ci95?: [Value, Value] | null;
  median?: Value;
  median_ci95?: [Value, Value] | null;
  values?: Value[];
}

export interface SampleData {
  name: string;
  task: string;
  seeds: number;
  solved?: { count: number; rate: number; ci95?: [Value, Value] | null } | null;
  measures: Record<string, Measure>;
}

export interface ComparisonEntry {
  sample: string;
  measure: string;
  better: string;
  paired: boolean;
  pairs_or_n?: Value;
  baseline_mean: Value;
  mean: Value;
  difference: Value;
  ci95?: [Value, Value] | null;
  effect?: { name: string; value: Value } | null;
  superiority?: Value;
  p?: Value;
  p_adjusted?: Value;
  verdict: string;
  text: string;
}

export interface ComparisonData {
  baseline: string;
  level: number;
  correction: string;
  samples: SampleData[];
  comparisons: ComparisonEntry[];
  notes: string[]; // what was not compared, and what else one should know
}

export interface Report {
  runs: RunData[];
  comparison: ComparisonData | null;
}
