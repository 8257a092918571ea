// Moving about in a drawing by its viewBox: wheel, drag, pinch and keys.

type Box = [x: number, y: number, width: number, height: number];
interface Point {
  x: number;
  y: number;
}

const kStep = 1.25;
const kDeepest = 60;

export class PanZoom {
  private box: Box;
  private readonly fingers = new Map<number, Point>();
  private apart = 0;

  constructor(private readonly stage: HTMLElement, private readonly svg: SVGSVGElement, private readonly whole: Box) {
    this.box = [...whole];
    stage.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    stage.addEventListener("pointerdown", (event) => this.down(event));
    stage.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"] as const) stage.addEventListener(end, (event) => this.up(event));
    stage.addEventListener("keydown", (event) => this.key(event));
  }

  fit(): void {
    this.apply([...this.whole]);
  }

  in(): void {
    this.zoom(kStep, this.middle());
  }

  out(): void {
    this.zoom(1 / kStep, this.middle());
  }

  private apply(box: Box): void {
    this.box = box;
    this.svg.setAttribute("viewBox", box.map((value) => value.toFixed(2)).join(" "));
  }

  private middle(): Point {
    const { left, top, width, height } = this.stage.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  }

  /** Drawing units per pixel on the screen: the drawing is fitted whole into the stage. */
  private unit(): number {
    const { width, height } = this.svg.getBoundingClientRect();
    return Math.max(this.box[2] / width, this.box[3] / height);
  }

  private inDrawing(point: Point): Point {
    const { left, top, width, height } = this.svg.getBoundingClientRect(), unit = this.unit();
    const [x, y, w, h] = this.box;
    return { x: x + w / 2 + (point.x - left - width / 2) * unit, y: y + h / 2 + (point.y - top - height / 2) * unit };
  }

  private zoom(factor: number, at: Point): void {
    const [x, y, width, height] = this.box;
    const limited = Math.min(Math.max(factor, width / (this.whole[2] * 4)), (width * kDeepest) / this.whole[2]);
    const { x: fixedX, y: fixedY } = this.inDrawing(at), scale = 1 / limited;
    this.apply([fixedX - (fixedX - x) * scale, fixedY - (fixedY - y) * scale, width * scale, height * scale]);
  }

  private pan(dx: number, dy: number): void {
    const [x, y, width, height] = this.box, unit = this.unit();
    this.apply([x - dx * unit, y - dy * unit, width, height]);
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY / 40 : event.deltaY;
    this.zoom(Math.exp(-Math.max(-3, Math.min(3, lines)) * 0.12), { x: event.clientX, y: event.clientY });
  }

  private down(event: PointerEvent): void {
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.apart = this.distance();
  }

  private up(event: PointerEvent): void {
    this.fingers.delete(event.pointerId);
    this.apart = this.distance();
    if (this.fingers.size === 0) this.stage.classList.remove("dragging");
  }

  private distance(): number {
    const [a, b] = [...this.fingers.values()];
    return b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  }

  private move(event: PointerEvent): void {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    // A click that trembles is no drag, and must still reach the node under it.
    if (!this.stage.classList.contains("dragging") && Math.hypot(now.x - before.x, now.y - before.y) < 4) return;
    if (!this.stage.hasPointerCapture(event.pointerId)) this.stage.setPointerCapture(event.pointerId);
    this.stage.classList.add("dragging");
    this.fingers.set(event.pointerId, now);
    this.pan((now.x - before.x) / this.fingers.size, (now.y - before.y) / this.fingers.size);
    if (this.fingers.size === 2) this.pinch();
  }

  private pinch(): void {
    const [a, b] = [...this.fingers.values()], apart = this.distance();
    if (this.apart > 0 && apart > 0) this.zoom(apart / this.apart, { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
    this.apart = apart;
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const keys: Record<string, () => void> = {
      "+": () => this.in(),
      "=": () => this.in(),
      "-": () => this.out(),
      "0": () => this.fit(),
      ArrowLeft: () => this.pan(60, 0),
      ArrowRight: () => this.pan(-60, 0),
      ArrowUp: () => this.pan(0, 60),
      ArrowDown: () => this.pan(0, -60),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}
