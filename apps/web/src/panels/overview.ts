// The head of the page: what was run, how it ended, how good the champion is, and how to repeat it.
import { metricNames, partitions, type Run } from "../model/run";
import { h, swatch, toggle, type Child } from "../view/dom";
import { count, duration, short } from "../view/numbers";
import type { PageState } from "../view/state";

const kEndings: Record<string, string> = {
  solved: "solved",
  target: "target reached",
  interrupted: "interrupted",
  running: "still running",
  unknown: "how it ended is not known",
};

function ending(run: Run): string {
  const { status } = run.data;
  if (status === "solved" && run.solvedAt !== null) return `solved in generation ${short(run.solvedAt)}`;
  return kEndings[status] ?? `ended by its bound of ${status.replaceAll("_", " ")}`;
}

function badge(run: Run): HTMLElement {
  const { status } = run.data;
  const kind = run.solved || status === "target" ? "good" : status === "interrupted" || status === "unknown" ? "warn" : "plain";
  return h("span", { class: `badge ${kind}` }, ending(run), run.solved && status !== "solved" ? " · solved" : null);
}

function copied(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  return Promise.reject(new Error("no clipboard"));
}

/** The command that repeats a run, with a button that copies it; where it may not, the text is selected instead. */
function command(run: Run): HTMLElement | null {
  const text = run.data.command;
  if (!text) return null;
  const code = h("code", { tabindex: 0 }, text);
  const button = h("button", { type: "button", "aria-live": "polite" }, "Copy");
  button.addEventListener("click", () => {
    copied(text).then(
      () => (button.textContent = "Copied"),
      () => {
        getSelection()?.selectAllChildren(code);
        button.textContent = "Selected";
      },
    );
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  return h("div", { class: "command" }, h("span", { class: "label" }, "Repeat it"), code, button);
}

function notices(runs: Run[]): HTMLElement[] {
  const texts = new Set(runs.map((run) => run.data.notice).filter(Boolean));
  return [...texts].map((text) => h("p", { class: "notice", role: "note" }, text));
}

const testNote = "test: measured for the champion only; it selects nothing";

function metricTable(run: Run): HTMLElement | null {
  const { metrics } = run;
  const held = partitions.filter((partition) => Object.keys(metrics[partition] ?? {}).length > 0);
  const names = [...new Set(held.flatMap((partition) => Object.keys(metrics[partition])))];
  if (names.length === 0) return null;
  const head = (partition: string) => h("th", { scope: "col", class: "number" }, partition, partition === "test" ? h("sup", {}, "*") : null);
  const row = (name: string) =>
    h("tr", {}, h("th", { scope: "row" }, name.replaceAll("_", " ")), ...held.map((partition) => h("td", { class: "number" }, short(metrics[partition][name]))));
  return h(
    "div",
    { class: "metrics" },
    h("table", { class: "plain" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "champion on"), ...held.map(head))), h("tbody", {}, ...names.map(row))),
    held.includes("test") ? h("p", { class: "note" }, `* ${testNote}`) : null,
  );
}

const kFigures: { label: string; text: (run: Run) => string }[] = [
  { label: "generations", text: (run) => count(run.generations) },
  { label: "evaluations", text: (run) => count(run.evaluations) },
  { label: "time", text: (run) => duration(run.seconds) },
  { label: "hidden nodes", text: (run) => count(run.count("hidden_nodes", "nodes")) },
  { label: "connections", text: (run) => count(run.count("enabled_connections", "connections")) },
  { label: "parameters", text: (run) => count(run.count("parameters", "parameters")) },
];

function keyFigures(run: Run): HTMLElement {
  const figure = (label: string, value: string, kind = "") => h("div", { class: kind }, h("dt", {}, label), h("dd", {}, value));
  return h("dl", { class: "figures" }, figure("champion's fitness", short(run.fitness), "main"), ...kFigures.map(({ label, text }) => figure(label, text(run))));
}

function settings(run: Run): string {
  const told = ["seed", "strategy", "preset"].map((key) => [key, run.config.get(`run.${key}`)]).filter(([, value]) => value);
  return told.map(([key, value]) => `${key} ${value}`).join(" · ");
}

function one(run: Run): Child[] {
  const { task } = run.data;
  return [
    h("p", { class: "kicker" }, run.name),
    h("div", { class: "title" }, h("h1", {}, task.name || run.name), badge(run)),
    h("p", { class: "settings" }, [settings(run), task.version && `task version ${task.version}`].filter(Boolean).join(" · ")),
    ...notices([run]),
    h("div", { class: "result" }, keyFigures(run), metricTable(run)),
    command(run),
  ];
}

interface Column {
  label: string;
  text: (run: Run) => Child;
  number?: boolean;
}

function columns(runs: Run[]): Column[] {
  const settings = ["strategy", "preset", "seed"].filter((key) => runs.some((run) => run.config.get(`run.${key}`)));
  const metrics = partitions.flatMap((partition) =>
    metricNames(runs).filter((name) => runs.some((run) => run.metrics[partition]?.[name] !== undefined)).map((name) => ({ partition, name })),
  );
  const tasks = new Set(runs.map((run) => run.data.task.name));
  return [
    ...(tasks.size > 1 ? [{ label: "task", text: (run: Run) => run.data.task.name }] : []),
    { label: "ended", text: badge },
    { label: "fitness", number: true, text: (run) => short(run.fitness) },
    ...metrics.map(({ partition, name }) => ({
      label: `${partition} ${name.replaceAll("_", " ")}${partition === "test" ? "*" : ""}`,
      number: true,
      text: (run: Run) => short(run.metrics[partition]?.[name]),
    })),
    ...kFigures.map(({ label, text }) => ({ label, number: true, text })),
    ...settings.map((key) => ({ label: key, text: (run: Run) => run.config.get(`run.${key}`) ?? "–" })),
  ];
}

function runsTable(state: PageState): HTMLElement {
  const all = columns(state.runs);
  const row = (run: Run) => {
    const button = toggle(run.name, true, (on) => state.setShown(run, on), "Show or hide this run in all curves");
    button.prepend(swatch(state.colour(run)));
    const element = h("tr", {}, h("th", { scope: "row" }, button), ...all.map(({ text, number }) => h("td", { class: number ? "number" : "" }, text(run))));
    state.onChange(() => element.classList.toggle("off", !state.shown(run)));
    return element;
  };
  const head = h("tr", {}, h("th", { scope: "col" }, "run"), ...all.map(({ label, number }) => h("th", { scope: "col", class: number ? "number" : "" }, label)));
  return h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "The runs" }, h("table", { class: "plain runs" }, h("thead", {}, head), h("tbody", {}, ...state.runs.map(row))));
}

function many(state: PageState): Child[] {
  const { runs } = state, tasks = [...new Set(runs.map((run) => run.data.task.name))];
  const tested = runs.some((run) => run.metrics.test);
  const commands = runs.map(command).filter((element) => element !== null);
  return [
    h("p", { class: "kicker" }, "neat report"),
    h("div", { class: "title" }, h("h1", {}, tasks.join(", ")), h("span", { class: "badge plain" }, `${runs.length} runs side by side`)),
    ...notices(runs),
    runsTable(state),
    tested ? h("p", { class: "note" }, `* ${testNote}`) : null,
    commands.length > 0 ? h("details", {}, h("summary", {}, "The commands that repeat them"), ...commands) : null,
  ];
}

export function overview(state: PageState): HTMLElement {
  return h("header", { class: "masthead", id: "overview" }, ...(state.several ? many(state) : one(state.runs[0])));
}
