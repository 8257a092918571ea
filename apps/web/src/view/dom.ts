// Building elements. Text always becomes a text node, so nothing from a run is ever read as markup.

export type Child = Node | string | null | undefined | false;
type Attribute = string | number | boolean | null | undefined | ((event: never) => void);

function furnish(element: Element, attributes: Record<string, Attribute>, children: Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) element.append(child);
}

/** An HTML element; attributes named `on...` are listeners, false and null ones are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, Attribute> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  furnish(element, attributes, children);
  return element;
}

/** An SVG element. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Record<string, Attribute> = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  furnish(element, attributes, children);
  return element;
}

/** A coloured mark for a legend; the colour may be a CSS variable. */
export function swatch(colour: string, kind: "line" | "dash" | "dot" | "area" = "line"): HTMLElement {
  const mark = h("span", { class: `swatch ${kind}`, "aria-hidden": "true" });
  mark.style.setProperty("--colour", colour);
  return mark;
}

export interface Choice<T> {
  label: string;
  value: T;
}

/** One of several, as a row of buttons. */
export function choose<T>(name: string, choices: Choice<T>[], chosen: T, act: (value: T) => void): HTMLElement {
  const buttons = choices.map((choice) =>
    h("button", { type: "button", "aria-pressed": String(choice.value === chosen), onclick: () => press(choice.value) }, choice.label),
  );
  function press(value: T): void {
    choices.forEach((choice, i) => buttons[i].setAttribute("aria-pressed", String(choice.value === value)));
    act(value);
  }
  return h("div", { class: "choice", role: "group", "aria-label": name }, ...buttons);
}

/** On or off. */
export function toggle(label: string, on: boolean, act: (on: boolean) => void, description?: string): HTMLButtonElement {
  const button = h("button", { type: "button", class: "toggle", "aria-pressed": String(on), title: description }, label);
  button.addEventListener("click", () => {
    const next = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(next));
    act(next);
  });
  return button;
}
