// Samples compared with a baseline: what differs, by how much, and how sure that is.
import type { ComparisonData, ComparisonEntry, Measure, SampleData } from "../data/format";
import { forest } from "../charts/forest";
import { strips } from "../charts/strips";
import { h, swatch } from "../view/dom";
import { count, interval, percent, short } from "../view/numbers";
import { seriesColour } from "../view/theme";
import { panel } from "./panel";

const kEffects: Record<string, string> = { d_z: "d_z", hedges_g: "Hedges' g", risk_difference: "risk difference" };

const readable = (name: string): string => name.replaceAll("_", " ");

function verdictKind(entry: ComparisonEntry): string {
  if (entry.verdict === "no difference shown") return "plain";
  if (entry.better !== "lower" && entry.better !== "higher") return "plain";
  return entry.verdict === entry.better ? "good" : "bad";
}

function verdict(entry: ComparisonEntry): HTMLElement {
  return h("span", { class: `badge ${verdictKind(entry)}` }, entry.verdict);
}

function sentences(data: ComparisonData): HTMLElement {
  return h("ul", { class: "sentences" }, ...data.comparisons.filter((entry) => entry.text).map((entry) => h("li", {}, verdict(entry), " ", entry.text)));
}

function measuresOf(data: ComparisonData): string[] {
  return [...new Set(data.comparisons.map((entry) => entry.measure))];
}

function forestPanel(data: ComparisonData): HTMLElement {
  const rows = measuresOf(data).map((measure) => {
    const entries = data.comparisons.filter((entry) => entry.measure === measure);
    const better = entries[0].better === "lower" || entries[0].better === "higher" ? `${entries[0].better} is better` : "";
    return h(
      "div",
      { class: "forest" },
      h("h4", {}, readable(measure), better ? h("span", { class: "note" }, ` ${better}`) : null),
      forest(entries.map((entry) => ({ label: entry.sample, value: entry.difference, ends: entry.ci95, kind: verdictKind(entry), words: entry.verdict }))),
    );
  });
  const share = Math.round(data.level * 100);
  const note = `Difference from ${data.baseline} with its ${share} % interval; an interval across 0 shows no difference.`;
  return panel("forest", "Differences", { wide: true, note }, ...rows).root;
}

function comparisonTable(data: ComparisonData): HTMLElement {
  const heads = ["measure", "sample", "baseline", "mean", "difference", "interval", "effect", "P(superior)", "p", `p (${data.correction || "adjusted"})`, "n", "verdict"];
  const texts = new Set([0, 1, 11]);
  const row = (entry: ComparisonEntry) => {
    const effect = entry.effect ? `${short(entry.effect.value)} ${kEffects[entry.effect.name] ?? entry.effect.name}` : "–";
    const numbers = [entry.baseline_mean, entry.mean, entry.difference].map((value) => h("td", { class: "number" }, short(value)));
    const more = [interval(entry.ci95), effect, short(entry.superiority), short(entry.p), short(entry.p_adjusted), `${short(entry.pairs_or_n)} ${entry.paired ? "pairs" : "seeds"}`];
    return h("tr", {}, h("th", { scope: "row" }, readable(entry.measure)), h("td", {}, entry.sample), ...numbers, ...more.map((text) => h("td", { class: "number" }, text)), h("td", {}, verdict(entry)));
  };
  const table = h(
    "table",
    { class: "plain" },
    h("thead", {}, h("tr", {}, ...heads.map((name, i) => h("th", { scope: "col", class: texts.has(i) ? "" : "number" }, name)))),
    h("tbody", {}, ...data.comparisons.map(row)),
  );
  return panel("comparisons", "Comparisons", { wide: true }, h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Comparisons" }, table)).root;
}

function solved(sample: SampleData): string {
  if (!sample.solved) return "–";
  const ends = sample.solved.ci95;
  return `${sample.solved.count} of ${sample.seeds} (${percent(sample.solved.rate)}${ends ? `, ${percent(ends[0])} – ${percent(ends[1])}` : ""})`;
}

function samplesTable(data: ComparisonData): HTMLElement {
  const names = [...new Set(data.samples.flatMap((sample) => Object.keys(sample.measures)))];
  const cell = (measure: Measure | undefined) =>
    h("td", { class: "number" }, measure ? short(measure.mean) : "–", measure?.ci95 ? h("span", { class: "muted" }, ` ${interval(measure.ci95)}`) : null);
  const row = (sample: SampleData, i: number) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, swatch(seriesColour(i)), sample.name, sample.name === data.baseline ? h("span", { class: "muted" }, " baseline") : null),
      h("td", {}, sample.task),
      h("td", { class: "number" }, count(sample.seeds)),
      h("td", { class: "number" }, solved(sample)),
      ...names.map((name) => cell(sample.measures[name])),
    );
  const head = ["sample", "task", "seeds", "solved", ...names.map(readable)];
  const table = h("table", { class: "plain" }, h("thead", {}, h("tr", {}, ...head.map((name, i) => h("th", { scope: "col", class: i > 1 ? "number" : "" }, name)))), h("tbody", {}, ...data.samples.map(row)));
  return panel("samples", "Samples", { wide: true, note: "Means with their 95 % intervals." }, h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Samples" }, table)).root;
}

function stripPanels(data: ComparisonData): HTMLElement[] {
  return measuresOf(data).flatMap((measure) => {
    const rows = data.samples
      .map((sample, i) => ({ label: sample.name, colour: seriesColour(i), measure: sample.measures[measure] }))
      .filter((row) => row.measure?.values?.some((value) => typeof value === "number"));
    if (rows.length === 0) return [];
    return [panel(`strip-${measure}`, readable(measure), { note: "A dot per seed; the bar is the mean with its interval." }, strips(rows)).root];
  });
}

export function comparisonPanels(data: ComparisonData): HTMLElement[] {
  return [panel("verdicts", "In words", { wide: true }, sentences(data)).root, forestPanel(data), ...stripPanels(data), samplesTable(data), comparisonTable(data)];
}
