// Samples compared with a baseline: what differs, by how much, and how sure that is.
import type { ComparisonData, ComparisonEntry, Measure, SampleData } from "../data/format";
import { forest } from "../charts/forest";
import { strips } from "../charts/strips";
import { labels } from "../model/run";
import { h, swatch } from "../view/dom";
import { count, interval, percent, short } from "../view/numbers";
import { seriesColour } from "../view/theme";
import { panel } from "./panel";

const kEffects: Record<string, string> = {
  d_z: "d_z",
  hedges_g: "Hedges' g",
  risk_difference: "risk difference",
};

const kNothing = "no difference shown";

const readable = (name: string): string => name.replaceAll("_", " ");

function verdictKind(entry: ComparisonEntry): string {
  if (entry.verdict === kNothing) return "plain";
  if (entry.better !== "lower" && entry.better !== "higher") return "plain";
  return entry.verdict === entry.better ? "good" : "bad";
}

function verdict(entry: ComparisonEntry): HTMLElement {
  return h("span", { class: `badge ${verdictKind(entry)}` }, entry.verdict);
}

/** What a sample is told to differ in; what it is not, in one line that opens. */
function sampleInWords(name: string, entries: ComparisonEntry[]): HTMLElement {
  const sentence = (entry: ComparisonEntry) => h("li", {}, verdict(entry), " ", entry.text);
  const shown = entries.filter((entry) => entry.verdict !== kNothing);
  const rest = entries.filter((entry) => entry.verdict === kNothing);
  const names = rest.map((entry) => readable(entry.measure)).join(", ");
  return h(
    "div",
    { class: "in-words" },
    h("h4", {}, name),
    h("ul", { class: "sentences" }, ...shown.map(sentence)),
    rest.length > 0
      ? h(
          "details",
          {},
          h("summary", {}, `No difference shown in ${names}`),
          h("ul", { class: "sentences" }, ...rest.map(sentence)),
        )
      : null,
  );
}

function inWords(data: ComparisonData): HTMLElement[] {
  const names = [...new Set(data.comparisons.map((entry) => entry.sample))];
  return names.map((name) =>
    sampleInWords(
      name,
      data.comparisons.filter((entry) => entry.sample === name),
    ),
  );
}

function notes(data: ComparisonData): HTMLElement | null {
  if (data.notes.length === 0) return null;
  return h("ul", { class: "sentences notes" }, ...data.notes.map((note) => h("li", { class: "muted" }, note)));
}

function measuresOf(data: ComparisonData): string[] {
  return [...new Set(data.comparisons.map((entry) => entry.measure))];
}

function forestPanel(data: ComparisonData): HTMLElement {
  const rows = measuresOf(data).map((measure) => {
    const entries = data.comparisons.filter((entry) => entry.measure === measure);
    const better =
      entries[0].better === "lower" || entries[0].better === "higher" ? `${entries[0].better} is better` : "";
    return h(
      "div",
      { class: "forest" },
      h("h4", {}, readable(measure), better ? h("span", { class: "note" }, ` ${better}`) : null),
      forest(
        entries.map((entry) => ({
          label: entry.sample,
          value: entry.difference,
          ends: entry.ci95,
          kind: verdictKind(entry),
          words: entry.verdict,
        })),
      ),
    );
  });
  const share = Math.round(data.level * 100);
  const note =
    `Difference from ${data.baseline} with its ${share} % interval. An interval stands for one comparison alone; ` +
    `the verdict counts how many were made${data.correction ? ` (p values adjusted: ${data.correction})` : ""}.`;
  return panel("forest", "Differences", { wide: true, note }, ...rows).root;
}

function comparisonTable(data: ComparisonData): HTMLElement {
  const heads = [
    "measure",
    "sample",
    "baseline",
    "mean",
    "difference",
    "interval",
    "effect",
    "P(superior)",
    "p",
    `p (${data.correction || "adjusted"})`,
    "n",
    "verdict",
  ];
  const texts = new Set([0, 1, 11]);
  const row = (entry: ComparisonEntry) => {
    const effect = entry.effect
      ? `${short(entry.effect.value)} ${kEffects[entry.effect.name] ?? entry.effect.name}`
      : "–";
    const numbers = [entry.baseline_mean, entry.mean, entry.difference].map((value) =>
      h("td", { class: "number" }, short(value)),
    );
    const more = [
      interval(entry.ci95),
      effect,
      short(entry.superiority),
      short(entry.p),
      short(entry.p_adjusted),
      `${short(entry.pairs_or_n)} ${entry.paired ? "pairs" : "seeds"}`,
    ];
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, readable(entry.measure)),
      h("td", {}, entry.sample),
      ...numbers,
      ...more.map((text) => h("td", { class: "number" }, text)),
      h("td", {}, verdict(entry)),
    );
  };
  const table = h(
    "table",
    { class: "plain" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ...heads.map((name, i) => h("th", { scope: "col", class: texts.has(i) ? "" : "number" }, name)),
      ),
    ),
    h("tbody", {}, ...data.comparisons.map(row)),
  );
  return panel(
    "comparisons",
    "Comparisons",
    { wide: true },
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Comparisons" }, table),
  ).root;
}

function solved(sample: SampleData): string {
  if (!sample.solved) return "–";
  const { count, rate, ci95: ends } = sample.solved;
  const between = ends ? `, ${percent(ends[0])} – ${percent(ends[1])}` : "";
  return `${count} of ${sample.seeds} (${percent(rate)}${between})`;
}

function samplesTable(data: ComparisonData): HTMLElement {
  const names = [...new Set(data.samples.flatMap((sample) => Object.keys(sample.measures)))];
  const cell = (measure: Measure | undefined) =>
    h(
      "td",
      { class: "number" },
      measure ? short(measure.mean) : "–",
      measure?.ci95 ? h("span", { class: "muted" }, ` ${interval(measure.ci95)}`) : null,
    );
  const row = (sample: SampleData, i: number) =>
    h(
      "tr",
      {},
      h(
        "th",
        { scope: "row" },
        swatch(seriesColour(i)),
        sample.name,
        sample.name === data.baseline ? h("span", { class: "muted" }, " baseline") : null,
      ),
      h("td", {}, sample.task),
      h("td", { class: "number" }, count(sample.seeds)),
      h("td", { class: "number" }, solved(sample)),
      ...names.map((name) => cell(sample.measures[name])),
    );
  const head = ["sample", "task", "seeds", "solved", ...names.map(readable)];
  const table = h(
    "table",
    { class: "plain" },
    h(
      "thead",
      {},
      h("tr", {}, ...head.map((name, i) => h("th", { scope: "col", class: i > 1 ? "number" : "" }, name))),
    ),
    h("tbody", {}, ...data.samples.map(row)),
  );
  return panel(
    "samples",
    "Samples",
    { wide: true, note: "Means with their 95 % intervals." },
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Samples" }, table),
  ).root;
}

function stripPanels(data: ComparisonData): HTMLElement[] {
  return measuresOf(data).flatMap((measure) => {
    const rows = data.samples
      .map((sample, i) => ({
        label: sample.name,
        colour: seriesColour(i),
        measure: sample.measures[measure],
      }))
      .filter((row) => row.measure?.values?.some((value) => typeof value === "number"));
    if (rows.length === 0) return [];
    return [
      panel(
        `strip-${measure}`,
        readable(measure),
        { note: "A dot per seed; the bar is the mean with its interval." },
        strips(rows),
      ).root,
    ];
  });
}

/** The same with names as short as they can be; the sentences keep the whole ones. */
function shortened(data: ComparisonData): ComparisonData {
  const names = data.samples.map((sample) => sample.name);
  const short = new Map(labels(names).map((label, i) => [names[i], label]));
  const of = (name: string): string => short.get(name) ?? name;
  return {
    ...data,
    baseline: of(data.baseline),
    samples: data.samples.map((sample) => ({ ...sample, name: of(sample.name) })),
    comparisons: data.comparisons.map((entry) => ({ ...entry, sample: of(entry.sample) })),
  };
}

export function comparisonPanels(data: ComparisonData): HTMLElement[] {
  const brief = shortened(data);
  return [
    panel("verdicts", `Against ${brief.baseline}`, { wide: true }, ...inWords(data), notes(data)).root,
    forestPanel(brief),
    ...stripPanels(brief),
    samplesTable(brief),
    comparisonTable(brief),
  ];
}
