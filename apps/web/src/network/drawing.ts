// The champion's drawing: from SVG text to elements that may only draw, with what joins what read out of it.

const kElements = new Set(["svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "text", "tspan", "title", "desc"]);
const kAttributes = new Set([
  "viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "d", "points", "dx", "dy",
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
  "opacity", "transform", "font-size", "font-family", "font-weight", "text-anchor", "data-node", "data-source", "data-target",
]);

export interface Edge {
  source: string;
  target: string;
  text: string;
  parts: Element[];
}

export interface Node {
  id: string;
  text: string;
  shape: SVGGraphicsElement;
}

export interface Drawing {
  svg: SVGSVGElement;
  box: [x: number, y: number, width: number, height: number];
  nodes: Map<string, Node>;
  edges: Edge[];
}

function strip(element: Element): void {
  for (const { name, value } of [...element.attributes])
    if (!kAttributes.has(name) || /url\s*\(|javascript:/i.test(value)) element.removeAttribute(name);
  for (const child of [...element.children]) {
    if (kElements.has(child.localName) && child.namespaceURI === element.namespaceURI) strip(child);
    else child.remove();
  }
}

/** Only what draws is kept; null where the text is no SVG. */
export function sanitised(text: string): SVGSVGElement | null {
  const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  if (root.localName !== "svg" || root.querySelector("parsererror")) return null;
  strip(root);
  return document.importNode(root, true) as unknown as SVGSVGElement;
}

const titleOf = (element: Element): string =>
  [...element.children].find((child) => child.localName === "title")?.textContent ?? "";

/** An arrow head or a label of an edge follows it and carries no ids of its own. */
function followers(path: Element): Element[] {
  const found: Element[] = [];
  for (let next = path.nextElementSibling; next; next = next.nextElementSibling) {
    const plain = !next.hasAttribute("data-source") && (next.localName === "polygon" || (next.localName === "g" && !next.querySelector("[data-source]")));
    if (!plain) break;
    found.push(next);
  }
  return found;
}

function edge(path: Element): Edge {
  return {
    source: path.getAttribute("data-source") ?? "",
    target: path.getAttribute("data-target") ?? "",
    text: titleOf(path),
    parts: [path, ...followers(path)],
  };
}

function boxOf(svg: SVGSVGElement): Drawing["box"] {
  const numbers = (svg.getAttribute("viewBox") ?? "").trim().split(/[\s,]+/).map(Number);
  if (numbers.length === 4 && numbers.every(Number.isFinite) && numbers[2] > 0 && numbers[3] > 0) return numbers as Drawing["box"];
  return [0, 0, Number(svg.getAttribute("width")) || 300, Number(svg.getAttribute("height")) || 150];
}

export function drawing(text: string): Drawing | null {
  const svg = sanitised(text);
  if (!svg) return null;
  const box = boxOf(svg);
  svg.setAttribute("viewBox", box.join(" "));
  svg.removeAttribute("width");
  svg.removeAttribute("height");
  // The drawing's own title would be a tooltip over everything.
  for (const child of [...svg.children]) if (child.localName === "title") child.remove();
  const nodes = new Map<string, Node>();
  for (const shape of svg.querySelectorAll<SVGGraphicsElement>("[data-node]")) {
    const id = shape.getAttribute("data-node")!;
    if (!nodes.has(id)) nodes.set(id, { id, text: titleOf(shape) || `node ${id}`, shape });
  }
  const edges = [...svg.querySelectorAll("[data-source]")].map(edge);
  edges.forEach(({ parts }) => parts.forEach((part) => part.classList.add("edge")));
  return { svg, box, nodes, edges };
}
