// The page: its sections in order, the bar that moves between them, and what is shared by all curves.
import type { Report } from "./data/format";
import { Run } from "./model/run";
import { championPanels } from "./panels/champion";
import { comparisonPanels } from "./panels/comparison";
import { configPanel } from "./panels/config";
import { extraPanels } from "./panels/extras";
import { ledgerPanels } from "./panels/ledger";
import { overview } from "./panels/overview";
import { provenancePanels } from "./panels/provenance";
import { searchPanels } from "./panels/search";
import { choose, h } from "./view/dom";
import { PageState } from "./view/state";
import { setTheme, theme } from "./view/theme";

interface Section {
  id: string;
  title: string;
  /** Called once the section is on the page, where charts know their width. */
  fill: () => (HTMLElement | null)[];
}

function themeButton(): HTMLElement {
  const name = () => (theme() === "dark" ? "Light" : "Dark");
  const button = h("button", { type: "button", class: "theme" }, name());
  button.addEventListener("click", () => {
    setTheme(theme() === "dark" ? "light" : "dark");
    button.textContent = name();
  });
  return button;
}

function axisChoice(state: PageState): HTMLElement | null {
  if (state.axes.length < 2) return null;
  const choices = state.axes.map((axis) => ({ label: axis.label, value: axis }));
  return h("div", { class: "axis" }, h("span", { class: "label" }, "x axis"), choose("x axis of the curves", choices, state.axis, (axis) => state.setAxis(axis)));
}

function sections(report: Report, state: PageState): Section[] {
  const { comparison } = report;
  return [
    ...(comparison ? [{ id: "comparison", title: "Comparison", fill: () => comparisonPanels(comparison) }] : []),
    ...(state.runs.length === 0 ? [] : [
      { id: "search", title: "Search", fill: () => searchPanels(state) },
      { id: "champion", title: state.several ? "Champions" : "Champion", fill: () => championPanels(state) },
      { id: "task", title: "Task", fill: () => extraPanels(state) },
      { id: "budget", title: "Budget", fill: () => ledgerPanels(state) },
      { id: "configuration", title: "Configuration", fill: () => [configPanel(state), ...provenancePanels(state)] },
    ]),
  ];
}

function comparisonHead(report: Report): HTMLElement {
  const { samples, baseline } = report.comparison!;
  const tasks = [...new Set(samples.map((sample) => sample.task))].join(", ");
  return h(
    "header",
    { class: "masthead", id: "overview" },
    h("p", { class: "kicker" }, "neat report"),
    h("div", { class: "title" }, h("h1", {}, tasks || "Comparison"), h("span", { class: "badge plain" }, `${samples.length} samples compared`)),
    h("p", { class: "settings" }, `baseline ${baseline}`),
  );
}

function title(state: PageState): string {
  const [first] = state.runs;
  if (!first) return "comparison · neat";
  return state.several ? `${state.runs.length} runs · neat` : `${first.data.task.name} · ${first.name} · neat`;
}

export function showReport(page: HTMLElement, report: Report): void {
  const state = new PageState(report.runs.map((data, i) => new Run(data, i)));
  document.title = title(state);
  const links = h("div", { class: "links" });
  const bar = h("nav", { class: "bar", "aria-label": "Sections" }, links, axisChoice(state), themeButton());
  const main = h("main", { id: "content" }, state.runs.length > 0 ? overview(state) : comparisonHead(report));
  page.replaceChildren(h("a", { class: "skip", href: "#content" }, "Skip to the content"), bar, main);
  for (const { id, title, fill } of sections(report, state)) {
    const grid = h("div", { class: "grid" });
    const section = h("section", { class: "part", id, "aria-label": title }, h("h2", {}, title), grid);
    main.append(section);
    grid.append(...fill().filter((panel): panel is HTMLElement => panel !== null));
    if (grid.childElementCount === 0) section.remove();
    else links.append(h("a", { href: `#${id}` }, title));
  }
  main.append(h("footer", {}, "Made by neat. This page is one file and asks nothing of anywhere."));
}

export function showProblem(page: HTMLElement, title: string, text: string): void {
  document.title = `${title} · neat`;
  page.replaceChildren(h("main", { class: "problem" }, h("h1", {}, title), h("p", {}, text)));
}
