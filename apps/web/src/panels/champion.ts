// The champion: its drawing, which opens into the whole window, and its sizes.
import type { Run } from "../model/run";
import { drawing } from "../network/drawing";
import { openNetwork } from "../network/dialog";
import { h, swatch } from "../view/dom";
import { count, short } from "../view/numbers";
import type { PageState } from "../view/state";
import { panel } from "./panel";

const kCounts: [key: string, label: string][] = [
  ["inputs", "inputs"],
  ["outputs", "outputs"],
  ["hidden_nodes", "hidden nodes"],
  ["enabled_connections", "connections enabled"],
  ["connections", "connections"],
  ["parameters", "parameters"],
];

function picture(run: Run, svg: string): HTMLElement {
  const drawn = drawing(svg);
  if (!drawn) return h("p", { class: "note" }, "The drawing of this network cannot be read.");
  drawn.svg.setAttribute("aria-hidden", "true");
  const [, , width, height] = drawn.box;
  drawn.svg.style.aspectRatio = `${width} / ${height}`;
  drawn.svg.style.maxWidth = `${Math.round(Math.max(320, width * 1.25))}px`;
  const title = `${run.name}: the champion's network`;
  return h(
    "button",
    { type: "button", class: "open-network", "aria-label": "Open the network in the whole window", onclick: () => openNetwork(title, svg) },
    drawn.svg,
    h("span", { class: "open-hint" }, "Open"),
  );
}

function counts(run: Run): HTMLElement {
  const { counts, card } = run.champion!;
  const figures = kCounts.filter(([key]) => counts[key] !== undefined).map(([key, label]) => [label, count(counts[key])]);
  if (typeof card.generation === "number") figures.push(["found in generation", short(card.generation)]);
  return h("dl", { class: "counts" }, ...figures.flatMap(([label, value]) => [h("div", {}, h("dt", {}, label), h("dd", {}, value))]));
}

/** One panel per run that has a champion. */
export function championPanels(state: PageState): HTMLElement[] {
  return state.runs.filter((run) => run.champion).map((run) => {
    const title = state.several ? run.name : "Network";
    const { root } = panel(`network-${run.index}`, title, { wide: !state.several }, picture(run, run.champion!.svg), counts(run));
    if (state.several) root.querySelector("h3")!.prepend(swatch(state.colour(run)));
    return root;
  });
}
