// The frame of a panel: title, tools, chart, legend.
import { h, type Child } from "../view/dom";

export interface Panel {
  root: HTMLElement;
  tools: HTMLElement;
  body: HTMLElement;
  /** Where the cursor stands, in words. */
  reading: HTMLElement;
}

export function panel(id: string, title: string, options: { wide?: boolean; note?: string } = {}, ...body: Child[]): Panel {
  const tools = h("div", { class: "tools" });
  const reading = h("span", { class: "reading", "aria-hidden": "true" });
  const content = h("div", { class: "body" }, ...body);
  const root = h(
    "section",
    { class: options.wide ? "panel wide" : "panel", id: `panel-${id}`, "aria-labelledby": `title-${id}` },
    h("header", {}, h("h3", { id: `title-${id}` }, title), reading, tools),
    options.note ? h("p", { class: "note" }, options.note) : null,
    content,
  );
  return { root, tools, body: content, reading };
}
