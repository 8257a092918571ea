// The layers of "species over time": computed once, painted on a chart's canvas. A run may have had thousands of
// species over ten thousand generations, so a layer is painted only from its first to its last generation, and of
// generations closer than a pixel only one is painted.
import type uPlot from "uplot";
import type { SpeciesEntry, Value } from "../data/format";
import { theme } from "../view/theme";

export interface Slice {
  id: number;
  from: number;
  size: number;
  best: Value;
}

export interface Layers {
  rows: Slice[][];
  totals: number[];
  /** id -> first and last row in which the species lives. */
  spans: Map<number, [number, number]>;
}

function stacked(generation: SpeciesEntry[]): Slice[] {
  let from = 0;
  return [...generation]
    .sort((a, b) => a[0] - b[0])
    .map(([id, size, best]) => ({ id, size, best, from: (from += size) - size }));
}

export function layers(generations: SpeciesEntry[][]): Layers {
  const rows = generations.map(stacked);
  const totals = rows.map((slices) => slices.reduce((sum, slice) => sum + slice.size, 0));
  const spans = new Map<number, [number, number]>();
  rows.forEach((slices, row) => slices.forEach(({ id }) => spans.set(id, [spans.get(id)?.[0] ?? row, row])));
  return { rows, totals, spans };
}

/** Hues a golden angle apart: neighbours in age differ, and a species keeps its colour in every report. */
export function speciesColour(id: number): string {
  const dark = theme() === "dark";
  const light = (dark ? 46 : 56) + ((id * 7) % 3) * 8, saturation = dark ? 42 : 52;
  return `hsl(${Math.round((id * 137.508) % 360)} ${saturation}% ${light}%)`;
}

/** Bottom and top of a species in a row; where it does not live, both are where it would lie. */
function edges(slices: Slice[], id: number): [number, number] {
  let low = 0, high = slices.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (slices[middle].id < id) low = middle + 1;
    else high = middle;
  }
  const slice = slices[low];
  if (slice) return [slice.from, slice.id === id ? slice.from + slice.size : slice.from];
  const end = slices[slices.length - 1];
  return end ? [end.from + end.size, end.from + end.size] : [0, 0];
}

/** One row per pixel, the ends always. */
function painted(plot: uPlot, x: number[]): number[] {
  const rows: number[] = [];
  let before = -Infinity;
  x.forEach((value, row) => {
    const at = plot.valToPos(value, "x", true);
    if (at - before < 1 && row !== x.length - 1) return;
    before = at;
    rows.push(row);
  });
  return rows;
}

export function paintLayers(plot: uPlot, { rows, spans }: Layers, x: number[]): void {
  const pen = plot.ctx, { left, top, width, height } = plot.bbox;
  const kept = painted(plot, x);
  const across = new Map(kept.map((row) => [row, plot.valToPos(x[row], "x", true)]));
  const up = (value: number): number => plot.valToPos(value, "y", true);
  pen.save();
  pen.beginPath();
  pen.rect(left, top, width, height);
  pen.clip();
  for (const [id, [first, last]] of spans) {
    // One row more on either side, where the layer has no height: it grows out of the one below.
    const begin = Math.max(0, kept.findIndex((row) => row >= first) - 1);
    const after = kept.findIndex((row) => row > last);
    const own = kept.slice(begin, after < 0 ? kept.length : after + 1);
    paintLayer(pen, own.map((row) => [across.get(row)!, ...edges(rows[row] ?? [], id)]), up, speciesColour(id), width);
  }
  pen.restore();
}

function paintLayer(
  pen: CanvasRenderingContext2D,
  points: [x: number, from: number, to: number][],
  up: (value: number) => number,
  fill: string,
  width: number,
): void {
  // A single generation is a column as wide as the chart.
  const wide = points.length === 1 ? [[points[0][0] - width, ...points[0].slice(1)], [points[0][0] + width, ...points[0].slice(1)]] as typeof points : points;
  pen.beginPath();
  wide.forEach(([x, , to], i) => (i === 0 ? pen.moveTo(x, up(to)) : pen.lineTo(x, up(to))));
  [...wide].reverse().forEach(([x, from]) => pen.lineTo(x, up(from)));
  pen.closePath();
  pen.fillStyle = fill;
  pen.fill();
  pen.lineWidth = 0.5;
  pen.strokeStyle = theme() === "dark" ? "rgba(0,0,0,.45)" : "rgba(255,255,255,.7)";
  pen.stroke();
}
