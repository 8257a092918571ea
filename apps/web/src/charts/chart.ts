// One uPlot with the page's look: follows theme and width, shares its cursor with the other charts of the search.
import uPlot from "uplot";
import type { Value } from "../data/format";
import { tick } from "../view/numbers";
import { colour, onTheme, resolved } from "../view/theme";

export interface Line {
  values: (Value | undefined)[];
  colour: string;
  width: number;
  dash?: number[];
  shown: boolean;
}

export interface Band {
  low: (Value | undefined)[];
  high: (Value | undefined)[];
  colour: string;
  opacity: number;
  shown: boolean;
}

export interface Drawing {
  x: number[];
  lines: Line[];
  bands: Band[];
  log: boolean;
  height: number;
  /** Charts with the same key move their cursors together. */
  sync?: string;
  /** The y axis begins at 0. */
  fromZero?: boolean;
  xText?: (value: number) => string;
  /** Called with the y scale's plot after the axes have been drawn. */
  paint?: (plot: uPlot) => void;
}

const kMinimumWidth = 200;

export class Chart {
  private plot: uPlot | null = null;
  private drawing: Drawing | null = null;

  /** `moved` hears the row under the cursor (null: none) and, in the plot, its y value. */
  constructor(
    readonly host: HTMLElement,
    private readonly moved: (row: number | null, y: number | null) => void,
  ) {
    onTheme(() => this.drawing && this.draw(this.drawing));
    new ResizeObserver(() => this.fit()).observe(host);
    host.addEventListener("keydown", (event) => this.step(event));
    host.addEventListener("blur", () => this.plot?.setCursor({ left: -10, top: -10 }));
  }

  draw(drawing: Drawing): void {
    this.drawing = drawing;
    this.plot?.destroy();
    this.plot = new uPlot(this.options(drawing), data(drawing), this.host);
  }

  private width(): number {
    return Math.max(kMinimumWidth, Math.floor(this.host.clientWidth));
  }

  private fit(): void {
    if (this.plot && this.plot.width !== this.width())
      this.plot.setSize({ width: this.width(), height: this.plot.height });
  }

  /** Arrow keys move the cursor from row to row, Home and End to the ends. */
  private step(event: KeyboardEvent): void {
    const plot = this.plot, rows = this.drawing?.x.length ?? 0;
    const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, Home: -rows, End: rows, PageUp: -10, PageDown: 10 };
    const move = moves[event.key];
    if (!plot || move === undefined || rows === 0) return;
    event.preventDefault();
    const from = plot.cursor.idx ?? (move > 0 ? -1 : rows);
    const row = Math.min(rows - 1, Math.max(0, from + move));
    plot.setCursor({ left: plot.valToPos(plot.data[0][row], "x"), top: plot.over.clientHeight / 2 }, true);
  }

  private options(drawing: Drawing): uPlot.Options {
    const ink = colour("--muted"), grid = colour("--grid");
    const axis = {
      stroke: ink,
      font: `11px ${getComputedStyle(document.body).fontFamily}`,
      grid: { stroke: grid, width: 1 },
      ticks: { show: false },
    };
    return {
      width: this.width(),
      height: drawing.height,
      padding: [8, 12, 0, 0],
      legend: { show: false },
      cursor: {
        sync: drawing.sync ? { key: drawing.sync, scales: ["x", null] } : undefined,
        drag: { x: true, y: false, setScale: true },
        points: { size: 7, width: 2 },
        y: false,
      },
      scales: {
        x: { time: false, range: xRange },
        y: drawing.log ? { distr: 3 } : { range: drawing.fromZero ? zeroRange : yRange },
      },
      axes: [
        { ...axis, size: 26, gap: 4, space: 56, values: (_, ticks) => ticks.map(drawing.xText ?? tick) },
        { ...axis, size: axisWidth, gap: 4, space: 28, values: (_, ticks) => ticks.map((value) => (value === null ? "" : tick(value))) },
      ],
      series: [{}, ...drawing.bands.flatMap(bandSeries), ...drawing.lines.map(lineSeries)],
      bands: drawing.bands.map((band, i) => ({ series: [2 * i + 1, 2 * i + 2], fill: translucent(band) })),
      hooks: {
        drawAxes: drawing.paint ? [drawing.paint] : [],
        setCursor: [(plot) => this.heard(plot)],
      },
    };
  }

  private heard(plot: uPlot): void {
    const { idx, left, top } = plot.cursor;
    const inside = left !== undefined && left >= 0 && idx !== null && idx !== undefined;
    this.moved(inside ? idx : null, inside && top !== undefined && top >= 0 ? plot.posToVal(top, "y") : null);
  }
}

/** On a logarithmic scale, what is not above 0 cannot be drawn. */
function drawable(values: (Value | undefined)[], log: boolean): (Value | undefined)[] {
  return log ? values.map((value) => (typeof value === "number" && value <= 0 ? null : value)) : values;
}

function data(drawing: Drawing): uPlot.AlignedData {
  const bands = drawing.bands.flatMap((band) => [drawable(band.high, drawing.log), drawable(band.low, drawing.log)]);
  return [drawing.x, ...bands, ...drawing.lines.map((line) => drawable(line.values, drawing.log))];
}

function bandSeries(band: Band): uPlot.Series[] {
  const edge: uPlot.Series = { show: band.shown, width: 0, stroke: "transparent", points: { show: false } };
  return [edge, { ...edge }];
}

function lineSeries(line: Line): uPlot.Series {
  return {
    show: line.shown,
    stroke: resolved(line.colour),
    width: line.width,
    dash: line.dash,
    points: { size: 5, width: 1.5, fill: resolved(line.colour) },
  };
}

function translucent(band: Band): string {
  const pen = document.createElement("canvas").getContext("2d")!;
  pen.fillStyle = resolved(band.colour);
  const hex = String(pen.fillStyle);
  return hex.startsWith("#") ? hex + Math.round(band.opacity * 255).toString(16).padStart(2, "0") : hex;
}

const xRange = (_: uPlot, low: number | null, high: number | null): [number, number] => {
  if (low === null || high === null) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
};

const yRange = (_: uPlot, low: number | null, high: number | null): [number, number] => {
  if (low === null || high === null) return [0, 1];
  const room = high === low ? Math.abs(high) * 0.1 || 1 : (high - low) * 0.06;
  const floor = low >= 0 ? 0 : -Infinity;
  return [Math.max(floor, low - room), high + room];
};

const zeroRange = (_: uPlot, low: number | null, high: number | null): [number, number] =>
  high === null ? [0, 1] : [Math.min(0, low ?? 0), high > 0 ? high * 1.05 : 1];

/** As wide as the widest number on the axis. */
function axisWidth(plot: uPlot, values: string[] | null, axisIndex: number): number {
  const longest = (values ?? []).reduce((length, text) => Math.max(length, text?.length ?? 0), 0);
  const axis = plot.axes[axisIndex];
  if (longest === 0) return 40;
  plot.ctx.save();
  plot.ctx.font = Array.isArray(axis.font) ? String(axis.font[0]) : String(axis.font);
  const width = Math.max(...values!.map((text) => plot.ctx.measureText(text ?? "").width)) / devicePixelRatio;
  plot.ctx.restore();
  return Math.ceil(Math.max(30, width + 12));
}
