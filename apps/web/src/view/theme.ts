// Light and dark. Colours live in the style sheet as variables; canvases ask for them here.

export type Theme = "light" | "dark";

const listeners = new Set<() => void>();
const preference = matchMedia("(prefers-color-scheme: dark)");
preference.addEventListener("change", announce);

function announce(): void {
  for (const listener of listeners) listener();
}

export function theme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return preference.matches ? "dark" : "light";
}

export function setTheme(next: Theme): void {
  document.documentElement.dataset.theme = next;
  announce();
}

export const onTheme = (listener: () => void): void => void listeners.add(listener);

/** The value of a style variable, for example `--ink`. */
export const colour = (variable: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(variable).trim();

const kSeriesColours = 10;

/** The colour of the i-th series: CSS text, a variable for the first ten. */
export function seriesColour(index: number): string {
  if (index < kSeriesColours) return `var(--series-${index})`;
  return `hsl(${Math.round(index * 137.508) % 360} 55% ${theme() === "dark" ? 66 : 44}%)`;
}

/** The same colour as a canvas understands it. */
export const resolved = (text: string): string => {
  const variable = /^var\((--[\w-]+)\)$/.exec(text);
  return variable ? colour(variable[1]) : text;
};
