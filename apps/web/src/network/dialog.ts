// The network in the whole window.
import { h } from "../view/dom";
import { drawing } from "./drawing";
import { Highlight } from "./highlight";
import { PanZoom } from "./pan_zoom";

export function openNetwork(title: string, svg: string): void {
  const drawn = drawing(svg);
  if (!drawn) return;
  const stage = h("div", {
    class: "stage",
    tabindex: 0,
    role: "group",
    "aria-label": "The network. Plus and minus zoom, 0 fits, arrow keys move, Tab reaches the nodes",
  });
  stage.append(drawn.svg);
  const motion = new PanZoom(stage, drawn.svg, drawn.box);
  const highlight = new Highlight(drawn);
  const tool = (label: string, name: string, act: () => void) => h("button", { type: "button", "aria-label": name, title: name, onclick: act }, label);
  const dialog = h(
    "dialog",
    { class: "network", "aria-label": title },
    h(
      "header",
      {},
      h("h2", {}, title),
      h("div", { class: "tools" }, tool("−", "Zoom out", () => motion.out()), tool("+", "Zoom in", () => motion.in()), tool("Fit", "Fit the drawing", () => motion.fit())),
      tool("Close", "Close", () => dialog.close()),
    ),
    h("div", { class: "stage-and-panel" }, stage, highlight.aside),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  stage.focus();
}
