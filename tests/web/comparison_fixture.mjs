// A comparison with invented numbers.
import { random } from "./fixture.mjs";

/** A comparison of three samples in two measures: one better, one worse, two of which nothing can be said. */
export function comparison() {
  const next = random(5),
    names = ["samples/baseline", "samples/add_node=0.1", "samples/crossover=0"];
  const normal = () => Array.from({ length: 6 }, next).reduce((a, b) => a + b, 0) - 3;
  const values = (mean, deviation, round) =>
    Array.from({ length: 40 }, () => {
      const value = mean + deviation * normal();
      return round ? Math.round(value) : Number(value.toPrecision(4));
    });
  const measure = (mean, deviation, round) => {
    const all = values(mean, deviation, round),
      centre = all.reduce((a, b) => a + b, 0) / all.length,
      sorted = [...all].sort((a, b) => a - b);
    return {
      mean: centre,
      ci95: [centre - deviation * 0.25, centre + deviation * 0.25],
      median: sorted[20],
      median_ci95: [sorted[14], sorted[26]],
      values: all,
    };
  };
  const samples = names.map((name, i) => ({
    name,
    task: "xor",
    seeds: 40,
    solved: { count: 40 - i, rate: (40 - i) / 40, ci95: [0.82, 0.99] },
    measures: {
      evaluations: measure([4700, 3600, 5400][i], 1100, true),
      hidden_nodes: measure([2.4, 2.6, 2.3][i], 0.6),
    },
  }));
  const entry = (sample, name, verdict, effect) => {
    const own = samples[sample].measures[name],
      other = samples[0].measures[name],
      difference = own.mean - other.mean;
    const half = verdict === "no difference shown" ? Math.abs(difference) * 1.6 : Math.abs(difference) * 0.5;
    return {
      sample: names[sample],
      measure: name,
      better: name === "evaluations" ? "lower" : "neither",
      paired: true,
      pairs_or_n: 40,
      baseline_mean: other.mean,
      mean: own.mean,
      difference,
      ci95: [difference - half, difference + half],
      effect: { name: "d_z", value: effect },
      superiority: 0.5 - effect / 4,
      p: verdict === "no difference shown" ? 0.31 : 0.00021,
      p_adjusted: verdict === "no difference shown" ? 0.62 : 0.00084,
      verdict,
      text:
        verdict === "no difference shown"
          ? `${names[sample]}: no difference in ${name} shown.`
          : `${names[sample]} needs ${verdict === "lower" ? "fewer" : "more"} ${name} than ${names[0]}.`,
    };
  };
  return {
    baseline: names[0],
    level: 0.95,
    correction: "holm",
    notes: ["samples/add_node=0.1: differs from the baseline in mutation.add_node (0.03, 0.1)."],
    samples,
    comparisons: [
      entry(1, "evaluations", "lower", -0.8),
      entry(2, "evaluations", "higher", 0.6),
      entry(1, "hidden_nodes", "no difference shown", 0.2),
      entry(2, "hidden_nodes", "no difference shown", -0.1),
    ],
  };
}
