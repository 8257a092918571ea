// From the page's JSON to a Report: what the views rely on is checked or given a default here, once.
import type { Champion, ComparisonData, Extra, Report, RunData, Scene, SpeciesEntry, Value } from "./format";

export class Problem extends Error {}

type Json = Record<string, unknown>;

const remedy = "make the page again with `neat-run report`";

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const object = (value: unknown): Json => (isObject(value) ? value : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (value === null || value === undefined ? "" : String(value));
const number = (value: unknown): Value =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

function numbers(value: unknown): Record<string, number> {
  return Object.fromEntries(
    Object.entries(object(value)).filter((entry): entry is [string, number] => number(entry[1]) !== null),
  );
}

function history(value: unknown, run: string): RunData["history"] {
  const { columns, rows } = object(value);
  if (!Array.isArray(columns) || !Array.isArray(rows))
    throw new Problem(`report: ${run}: its history has no columns or no rows; ${remedy}`);
  return { columns: columns.map(text), rows: rows.map((row) => list(row).map(number)) };
}

function species(value: unknown): SpeciesEntry[][] {
  return list(value).map((generation) =>
    list(generation)
      .map(
        (entry): SpeciesEntry => [
          Number(list(entry)[0]),
          number(list(entry)[1]) ?? 0,
          number(list(entry)[2]),
        ],
      )
      .filter(([id, size]) => Number.isFinite(id) && size > 0),
  );
}

function extras(value: unknown): Extra[] {
  return list(value)
    .map(object)
    .flatMap((extra): Extra[] => {
      const name = text(extra.name),
        content = object(extra.content);
      if (extra.kind === "image" && typeof extra.png === "string" && /^[A-Za-z0-9+/]+=*$/.test(extra.png))
        return [{ kind: "image", name, png: extra.png }];
      if (extra.kind === "table" && Array.isArray(content.rows))
        return [{ kind: "table", name, content: table(content) }];
      if (extra.kind === "figure" && Array.isArray(content.series))
        return [{ kind: "figure", name, content: figure(content) }];
      return [];
    });
}

function table(content: Json): Extract<Extra, { kind: "table" }>["content"] {
  const cell = (value: unknown) => {
    if (typeof value === "boolean") return value ? "yes" : "no";
    return typeof value === "number" || value === null ? (value as Value) : text(value);
  };
  const rows = list(content.rows).map((row) => list(row).map(cell));
  return { title: text(content.title), columns: list(content.columns).map(text), rows };
}

/** Undefined where it is none that this page plays. */
function scene(content: Json, series: number): Scene | undefined {
  const lengths = list(content.lengths).map(number),
    track = number(content.track);
  const drawable = lengths.every((length) => length !== null && length > 0) && track !== null && track > 0;
  if (content.kind !== "poles" || lengths.length < 1 || series <= lengths.length || !drawable) return undefined;
  return { kind: "poles", track, lengths: lengths as number[] };
}

function figure(content: Json): Extract<Extra, { kind: "figure" }>["content"] {
  const x = object(content.x);
  return {
    title: text(content.title),
    x: {
      label: text(x.label),
      values: list(x.values).map((value) => (typeof value === "string" ? value : number(value))),
    },
    y: { label: text(object(content.y).label) },
    series: list(content.series)
      .map(object)
      .map((series) => ({
        name: text(series.name),
        values: list(series.values).map(number),
      })),
    scene: scene(object(content.scene), list(content.series).length),
  };
}

function champion(value: unknown): Champion | null {
  if (!isObject(value)) return null;
  return {
    card: object(value.card),
    counts: numbers(value.counts),
    svg: text(value.svg),
    extras: extras(value.extras),
  };
}

function config(value: unknown): [string, string][] {
  return list(value).map((entry): [string, string] => [text(list(entry)[0]), text(list(entry)[1])]);
}

function run(value: unknown, index: number): RunData {
  if (!isObject(value)) throw new Problem(`report: run ${index + 1}: is not an object; ${remedy}`);
  const name = text(value.name) || `run ${index + 1}`,
    task = object(value.task);
  return {
    name,
    task: {
      name: text(task.name),
      version: text(task.version),
      maximise: task.maximise !== false,
      partition: text(task.partition),
    },
    status: text(value.status) || "unknown",
    command: text(value.command),
    notice: text(value.notice),
    config: config(value.config),
    history: history(value.history, name),
    species: species(value.species),
    champion: champion(value.champion),
    ledger: object(value.ledger),
    hashes: object(value.hashes),
  };
}

function comparison(value: unknown): ComparisonData | null {
  if (!isObject(value)) return null;
  return {
    baseline: text(value.baseline),
    level: number(value.level) ?? 0.95,
    correction: text(value.correction),
    samples: list(value.samples)
      .filter(isObject)
      .map((sample) => ({ ...sample, measures: object(sample.measures) })) as never,
    comparisons: list(value.comparisons).filter(isObject) as never,
    notes: list(value.notes).map(text),
  };
}

function decoded(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw new Problem(`report: the page's data: is not whole; ${remedy}`);
  }
}

/** null where the page carries no data; throws Problem where it is not what this page can show. */
export function parse(source: string): Report | null {
  const data = decoded(source);
  if (data === null) return null;
  if (!isObject(data) || data.format !== "neat.report")
    throw new Problem(`report: the page's data: is not a neat.report; ${remedy}`);
  if (data.version !== 1)
    throw new Problem(`report: version ${text(data.version)}: this page reads version 1; ${remedy}`);
  return { runs: list(data.runs).map(run), comparison: comparison(data.comparison) };
}
