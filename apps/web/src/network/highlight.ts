// Which node is looked at: its edges stand out, the others step back, and the side panel says what it is.
import { h } from "../view/dom";
import type { Drawing, Edge, Node } from "./drawing";

const kListed = 60;

export class Highlight {
  readonly aside = h("aside", { class: "node-panel", "aria-live": "polite" });
  private readonly edgesOf = new Map<string, Edge[]>();
  private pinned: Node | null = null;
  private roving: Node | null = null;

  constructor(private readonly drawing: Drawing) {
    for (const edge of drawing.edges)
      for (const id of new Set([edge.source, edge.target])) this.edgesOf.set(id, [...(this.edgesOf.get(id) ?? []), edge]);
    for (const node of drawing.nodes.values()) this.prepare(node);
    this.listen();
    this.rove(drawing.nodes.values().next().value ?? null);
    this.hint();
  }

  /** A node is reached with Tab once; arrow keys go from there to its neighbours on the page. */
  private prepare(node: Node): void {
    const { shape } = node;
    shape.setAttribute("tabindex", "-1");
    shape.setAttribute("role", "button");
    shape.setAttribute("aria-label", node.text);
    shape.addEventListener("focus", () => {
      this.rove(node);
      this.show(node);
    });
    shape.addEventListener("blur", () => this.show(this.pinned));
    shape.addEventListener("keydown", (event) => this.key(event, node));
  }

  private listen(): void {
    const { svg } = this.drawing;
    svg.addEventListener("pointerover", (event) => this.over(event.target as Element));
    svg.addEventListener("pointerleave", () => this.show(this.pinned));
    svg.addEventListener("click", (event) => this.pin(this.nodeAt(event.target as Element)));
  }

  private nodeAt(element: Element): Node | null {
    const id = element.closest("[data-node]")?.getAttribute("data-node");
    return (id && this.drawing.nodes.get(id)) || null;
  }

  private over(element: Element): void {
    const node = this.nodeAt(element);
    if (node) return this.show(node);
    const edge = this.drawing.edges.find(({ parts }) => parts.some((part) => part.contains(element)));
    if (edge && !this.pinned) return this.showEdge(edge);
    // A node's number lies on its circle; leaving the circle for it is not leaving the node.
    if (element.localName !== "text") this.show(this.pinned);
  }

  private pin(node: Node | null): void {
    this.pinned = node === this.pinned ? null : node;
    this.show(node ?? this.pinned);
  }

  private rove(node: Node | null): void {
    this.roving?.shape.setAttribute("tabindex", "-1");
    node?.shape.setAttribute("tabindex", "0");
    this.roving = node;
  }

  private key(event: KeyboardEvent, node: Node): void {
    const directions: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const direction = directions[event.key];
    if (event.key === "Enter" || event.key === " ") this.pin(node);
    else if (direction) this.nearest(node, direction)?.shape.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The nearest node that lies rather in that direction than beside it. */
  private nearest(from: Node, [dx, dy]: [number, number]): Node | null {
    const start = centre(from);
    let best: Node | null = null, least = Infinity;
    for (const node of this.drawing.nodes.values()) {
      const at = centre(node), x = at.x - start.x, y = at.y - start.y;
      const along = x * dx + y * dy, aside = Math.abs(x * dy) + Math.abs(y * dx);
      const distance = along + 3 * aside;
      if (along > 1 && distance < least) [best, least] = [node, distance];
    }
    return best;
  }

  private show(node: Node | null): void {
    const lit = node ? (this.edgesOf.get(node.id) ?? []) : [];
    this.light(lit, node ? [node] : []);
    if (node) this.describe(node, lit);
    else this.hint();
  }

  private showEdge(edge: Edge): void {
    const ends = [edge.source, edge.target].flatMap((id) => this.drawing.nodes.get(id) ?? []);
    this.light([edge], ends);
    this.aside.replaceChildren(h("h3", {}, "Connection"), h("p", {}, edge.text || `${edge.source} to ${edge.target}`));
  }

  private light(edges: Edge[], nodes: Node[]): void {
    const { svg } = this.drawing;
    for (const element of svg.querySelectorAll(".lit")) element.classList.remove("lit");
    for (const { parts } of edges) for (const part of parts) part.classList.add("lit");
    for (const { shape } of nodes) shape.classList.add("lit");
    svg.classList.toggle("focused", nodes.length > 0);
  }

  private describe(node: Node, edges: Edge[]): void {
    this.aside.replaceChildren(
      h("h3", {}, `Node ${node.id}`),
      h("p", {}, node.text),
      ...this.listed("Incoming", edges.filter((edge) => edge.target === node.id), (edge) => edge.source),
      ...this.listed("Outgoing", edges.filter((edge) => edge.source === node.id), (edge) => edge.target),
    );
  }

  private listed(title: string, edges: Edge[], other: (edge: Edge) => string): HTMLElement[] {
    if (edges.length === 0) return [];
    // The drawing holds the strongest last.
    const strongest = [...edges].reverse().slice(0, kListed);
    const items = strongest.map((edge) => {
      const [, what = ""] = /: (.*)$/.exec(edge.text) ?? [];
      return h("li", {}, h("button", { type: "button", onclick: () => this.go(other(edge)) }, other(edge)), h("span", {}, what));
    });
    const rest = edges.length > kListed ? h("p", { class: "note" }, `and ${edges.length - kListed} weaker ones`) : null;
    return [h("h4", {}, `${title} (${edges.length})`), h("ul", {}, ...items), ...(rest ? [rest] : [])];
  }

  private go(id: string): void {
    this.drawing.nodes.get(id)?.shape.focus();
  }

  private hint(): void {
    this.aside.replaceChildren(
      h("h3", {}, "Network"),
      h("p", {}, `${this.drawing.nodes.size} nodes and ${this.drawing.edges.length} connections are drawn.`),
      h("p", { class: "note" }, "Point at a node to see what it is joined to; click to keep it. Tab reaches a node, arrow keys go to its neighbours."),
      h("p", { class: "note" }, "Drag, wheel or pinch to move and zoom; or + − 0 and the arrow keys."),
    );
  }
}

function centre(node: Node): { x: number; y: number } {
  const { x, y, width, height } = node.shape.getBBox();
  return { x: x + width / 2, y: y + height / 2 };
}
