// What proves that a run is this run: hashes of the search, the champion and the data, and what wrote them.
import type { Run } from "../model/run";
import { h, swatch } from "../view/dom";
import type { PageState } from "../view/state";
import { panel } from "./panel";

const kCard: [key: string, label: string][] = [
  ["writer", "written by"],
  ["task_version", "task version"],
  ["arithmetic", "arithmetic"],
  ["test_touched", "test partition measured (times)"],
];

function facts(run: Run): [string, string][] {
  const { state, genome, data } = run.data.hashes, card = run.champion?.card ?? {};
  const hashes: [string, string | undefined][] = [
    ["search state", state],
    ["champion", genome],
    ...Object.entries(data ?? {}).map(([name, hash]): [string, string] => [`data: ${name}`, hash]),
  ];
  const told = kCard.map(([key, label]): [string, string | undefined] => [label, card[key] === undefined || card[key] === null ? undefined : String(card[key])]);
  return [...hashes, ...told].filter((fact): fact is [string, string] => Boolean(fact[1]));
}

export function provenancePanels(state: PageState): HTMLElement[] {
  return state.runs.flatMap((run) => {
    const rows = facts(run);
    if (rows.length === 0) return [];
    const list = h("dl", { class: "facts" }, ...rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, h("code", {}, value))]));
    const { root } = panel(`hashes-${run.index}`, state.several ? `Hashes · ${run.name}` : "Hashes", { wide: !state.several }, list);
    if (state.several) root.querySelector("h3")!.prepend(swatch(state.colour(run)));
    return [root];
  });
}
