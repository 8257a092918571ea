// Reports with invented but plausible numbers, the same on every call: what the page is tested with.
import { readFileSync } from "node:fs";
import { png } from "./png.mjs";

const network = (name) => readFileSync(new URL(`networks/${name}.svg`, import.meta.url), "utf8");

/** Numbers in [0, 1), by seed (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Strokes on 28 x 28 squares, as badly written digits would be. */
function digits(next, count, across) {
  const strokes = Array.from({ length: count }, () =>
    Array.from({ length: 4 }, () => [6 + next() * 16, 5 + next() * 18]),
  );
  const distance = (px, py, [ax, ay], [bx, by]) => {
    const length = (bx - ax) ** 2 + (by - ay) ** 2 || 1;
    const t = Math.max(0, Math.min(1, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length));
    return Math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay));
  };
  const down = Math.ceil(count / across);
  return png(28 * across, 28 * down, (x, y) => {
    const points = strokes[Math.floor(y / 28) * across + Math.floor(x / 28)];
    if (!points) return 0;
    const near = Math.min(...[0, 1, 2].map((i) => distance(x % 28, y % 28, points[i], points[i + 1])));
    return Math.round(255 * Math.max(0, Math.min(1, 2.2 - near)));
  });
}

function confusion(next) {
  const names = Array.from({ length: 10 }, (_, i) => String(i));
  const rows = names.map((name, i) => [
    name,
    ...names.map((_, j) =>
      i === j ? 86 + Math.floor(next() * 13) : next() < 0.35 ? Math.floor(next() ** 3 * 9) : 0,
    ),
  ]);
  return { title: "Confusion on the test partition", columns: ["digit \\ read as", ...names], rows };
}

const mnistExtras = (next) => [
  { kind: "table", name: "confusion", content: confusion(next) },
  {
    kind: "figure",
    name: "calibration",
    content: {
      title: "Calibration",
      x: { label: "confidence", values: Array.from({ length: 10 }, (_, i) => i / 10 + 0.05) },
      y: { label: "share that is right" },
      series: [
        {
          name: "measured",
          values: Array.from({ length: 10 }, (_, i) =>
            i === 0 ? null : Math.min(1, i / 10 + 0.05 + (next() - 0.3) * 0.12),
          ),
        },
        { name: "ideal", values: Array.from({ length: 10 }, (_, i) => i / 10 + 0.05) },
      ],
    },
  },
  ...Array.from({ length: 12 }, (_, i) => ({
    kind: "image",
    name: `misread: ${i % 10} read as ${(i * 7 + 3) % 10} (row ${i * 83})`,
    png: digits(next, 1, 1),
  })),
  {
    kind: "table",
    name: "rates",
    content: {
      title: "Rates",
      columns: ["epoch", "rate"],
      rows: [
        [1, 0.05],
        [2, 0.025],
      ],
    },
  },
  { kind: "image", name: "first_layer", png: digits(next, 30, 10) },
];

const xorExtras = () => [
  {
    kind: "table",
    name: "outputs",
    content: {
      title: "Outputs",
      columns: ["inputs", "wanted", "answer"],
      rows: [
        ["0 0", 0, 0.0312],
        ["0 1", 1, 0.9713],
        ["1 0", 1, 0.9655],
        ["1 1", 0, 0.04091],
      ],
    },
  },
];

/** Sizes of species that are born, grow, shrink and die; their sum is the population. */
function speciesOver(next, generations, population, most) {
  let living = [{ id: 1, weight: 1, drift: 0 }],
    born = 1;
  return Array.from({ length: generations }, (_, g) => {
    while (living.length < most && next() < 0.55)
      living.push({ id: ++born, weight: 0.05, drift: 0.12 + next() * 0.1 });
    for (const one of living) {
      one.drift += (next() - 0.55) * 0.08;
      one.weight = Math.max(0, one.weight * Math.exp(one.drift));
      one.drift *= 0.9;
    }
    living = living.filter((one) => one.weight > 0.012 || living.length < 3);
    const total = living.reduce((sum, one) => sum + one.weight, 0);
    living.forEach((one) => (one.weight /= total));
    const sizes = living.map((one) => Math.max(1, Math.floor(one.weight * population)));
    sizes[0] += population - sizes.reduce((a, b) => a + b, 0);
    if (sizes[0] < 1) sizes[0] = 1;
    return living.map((one, i) => [
      one.id,
      sizes[i],
      g === 0 && i > 0 ? null : Number((2 + next()).toPrecision(6)),
    ]);
  });
}

const base = [
  "generation",
  "evaluations",
  "samples_seen",
  "flops",
  "seconds",
  "best_fitness",
  "mean_fitness",
  "species",
  "nodes",
  "connections",
  "parameters",
  "sigma",
  "population_diversity",
  "learning_gain",
  "diverged",
  "lost",
];
const later = [
  "rows",
  "forward_flops",
  "backward_flops",
  "fitness_p10",
  "fitness_p25",
  "fitness_p50",
  "fitness_p75",
  "fitness_p90",
  "mean_nodes",
  "mean_connections",
  "champion_fitness",
  "solved",
  "line_samples",
  "line_flops",
];

/** One row of history by name. */
function generation(next, g, { generations, population, top, learns, batch }, species, before) {
  const progress = 1 - Math.exp((-3.2 * g) / Math.max(8, generations * 0.6));
  const mean = top * (0.35 + 0.52 * progress) + (next() - 0.5) * top * 0.02,
    spread = top * (0.12 - 0.05 * progress) * (0.8 + 0.4 * next());
  const best = Math.min(top, mean + spread * (1.7 + next() * 0.4)),
    champion = Math.max(best, before?.champion_fitness ?? -Infinity);
  const evaluations = (g + 1) * population,
    samples = learns ? evaluations * batch : 0,
    rows = evaluations * (learns ? 1000 : 4);
  const nodes = Math.max(before?.nodes ?? 0, Math.floor(progress * 9 + next() * 1.2)),
    connections = nodes * 2 + 3;
  const forward = rows * 2400 + samples * 2400,
    backward = samples * 4800;
  const row = {
    generation: g,
    evaluations,
    samples_seen: samples,
    flops: forward + backward,
    seconds: (before?.seconds ?? 0) + 0.05 + next() * 0.02 + nodes * 0.004,
    best_fitness: best,
    mean_fitness: mean,
    species,
    nodes,
    connections,
    parameters: learns ? 7850 + nodes * 640 : connections + nodes + 1,
    sigma: 1 * Math.exp(-1.6 * progress) * (0.92 + 0.16 * next()),
    population_diversity: 0.3 + 1.4 * progress + (next() - 0.5) * 0.2,
    learning_gain: learns ? 0.4 * Math.exp(-2 * progress) + 0.02 * next() : 0,
    diverged: g % 17 === 9 ? 1 + Math.floor(next() * 3) : 0,
    lost: 0,
    rows,
    forward_flops: forward,
    backward_flops: backward,
    champion_fitness: champion,
    solved: champion > top * 0.985 ? 1 : 0,
    mean_nodes: nodes * 0.8 + next(),
    mean_connections: connections * 0.9 + next(),
    line_samples: samples * 0.031,
    line_flops: (forward + backward) * 0.031,
  };
  [10, 25, 50, 75, 90].forEach(
    (p, i) =>
      (row[`fitness_p${p}`] = Math.min(
        top,
        mean + spread * [-1.5, -0.75, 0.1, 0.7, 1.25][i] * (0.9 + 0.2 * next()),
      )),
  );
  if (!learns) return row;
  row.validation_accuracy = best;
  row.validation_loss = (1 - best) * 2.4 + 0.05 * next();
  row.test_accuracy = champion - 0.004 - 0.004 * next();
  row.test_loss = (1 - champion) * 2.6 + 0.03 * next();
  return row;
}

const metricColumns = ["validation_accuracy", "validation_loss", "test_accuracy", "test_loss"];

function configOf({ task, seed, preset, population, generations }, changes) {
  const keys = {
    "run.task": task,
    "run.preset": preset,
    "run.seed": seed,
    "run.strategy": "neat",
    "genome.granularity": task === "mnist" ? "layer" : "neuron",
    "genome.activations": "auto",
    "genome.recurrent": "off",
    "genome.weight_limit": 8,
    "genome.max_nodes": 4096,
    "mutation.weight_share": 0.8,
    "mutation.weight_power": 0.5,
    "mutation.add_connection": 0.3,
    "mutation.add_node": 0.03,
    "mutation.toggle": 0.01,
    "traits.evolve": "off",
    "distance.excess": 1,
    "distance.disjoint": 1,
    "distance.weights": 0.4,
    "crossover.probability": 0.75,
    "population.size": population,
    "species.target": 12,
    "species.stagnation": 20,
    "learning.learn": task === "mnist" ? "on" : "off",
    "learning.inherit": "lamarck",
    "learning.rate": 0.05,
    "learning.batch": 64,
    "stop.generations": generations,
    "stop.target": "on",
    "stop.target_fitness": "",
    "stop.seconds": 0,
    "checkpoint.every": 1,
    "data.dir": "",
    ...changes,
  };
  return Object.entries(keys).map(([name, value]) => [name, String(value)]);
}

const hex = (next) => Array.from({ length: 64 }, () => Math.floor(next() * 16).toString(16)).join("");

/** A run of `task` (xor or mnist). Options: name, seed, generations, population, most (species), old (columns of older runs only), config. */
export function run(options) {
  const set = {
    name: `runs/${options.task}/001`,
    seed: 1,
    generations: 40,
    population: 150,
    most: 12,
    preset: "sample",
    ...options,
  };
  const learns = set.task === "mnist",
    next = random(set.seed * 7919 + set.generations);
  const top = learns ? 0.985 : 4,
    species = speciesOver(next, set.generations, set.population, set.most);
  const history = [];
  for (let g = 0; g < set.generations; ++g)
    history.push(generation(next, g, { ...set, top, learns, batch: 800 }, species[g].length, history[g - 1]));
  const columns = [...base, ...(set.old ? [] : later), ...(learns ? metricColumns : [])],
    last = history[history.length - 1];
  const spent = {
    evaluations: last.evaluations,
    samples: last.samples_seen,
    rows: last.rows,
    forward_flops: last.forward_flops,
    backward_flops: last.backward_flops,
  };
  const share = (value) => Math.round(value * 0.031);
  const line = {
    evaluations: share(spent.evaluations),
    samples: share(spent.samples),
    rows: share(spent.rows),
    flops: share(last.flops),
  };
  const metrics = learns
    ? {
        validation: { accuracy: last.validation_accuracy, loss: last.validation_loss },
        test: { accuracy: last.test_accuracy, loss: last.test_loss },
      }
    : {};
  return {
    name: set.name,
    task: { name: set.task, version: "1.0.0", maximise: true, partition: learns ? "validation" : "train" },
    status: learns ? "generations" : "solved",
    command: `neat-run evolve ${set.task} --preset ${set.preset} --seed ${set.seed}${learns ? " --stop.target off" : ""}`,
    notice: learns
      ? "MNIST: the embedded sample (4,000 training, 1,000 validation, 1,000 test images) was used, not the whole set; `neat-run data get mnist` fetches that."
      : "",
    config: configOf(set, set.config),
    history: { columns, rows: history.map((row) => columns.map((name) => row[name] ?? null)) },
    species: set.old ? [] : species,
    champion: {
      card: {
        writer: "neat 0.1.0",
        task: set.task,
        task_version: "1.0.0",
        seed: set.seed,
        fitness: last.champion_fitness,
        solved: !learns,
        metrics,
        test_touched: learns ? 12 : 0,
        generation: Math.max(0, set.generations - 3),
        arithmetic: "ieee",
      },
      counts: {
        inputs: learns ? 784 : 2,
        outputs: learns ? 10 : 1,
        hidden_nodes: last.nodes,
        nodes: last.nodes + 3,
        connections: last.connections + 4,
        enabled_connections: last.connections,
        parameters: last.parameters,
      },
      svg: network(set.task),
      extras: learns ? mnistExtras(next) : xorExtras(),
    },
    ledger: {
      ...spent,
      seconds: last.seconds,
      diverged: history.reduce((sum, row) => sum + row.diverged, 0),
      lost: 0,
      ...(set.old ? {} : { line }),
    },
    hashes: {
      state: hex(next),
      genome: hex(next),
      data: learns ? { train: hex(next), validation: hex(next), test: hex(next) } : {},
    },
  };
}

export const report = (runs, compared = null) => ({
  format: "neat.report",
  version: 1,
  runs,
  comparison: compared,
});

const slot = '<script id="neat-data" type="application/json">null</script>';

/** The page with the data in it, as neat-run writes it. */
export function filled(page, data) {
  if (page.split(slot).length !== 2)
    throw new Error("the page does not hold its place for data exactly once");
  return page.replace(slot, () =>
    slot.replace("null", () => JSON.stringify(data).replaceAll("<", "\\u003c")),
  );
}
