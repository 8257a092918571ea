// A linear scale for drawings that are not uPlot's, with round ticks.

export interface Scale {
  at: (value: number) => number;
  ticks: number[];
}

function step(span: number, wanted: number): number {
  const rough = span / wanted, power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5, 10].find((multiple) => power * multiple >= rough) ?? 10);
}

/** From the values' range, with a little room, to [left, right]. */
export function linear(values: number[], left: number, right: number, wanted = 5): Scale {
  const low = Math.min(...values), high = Math.max(...values);
  const room = high > low ? (high - low) * 0.06 : Math.abs(high) * 0.1 || 1;
  const from = low - room, to = high + room, apart = step(to - from, wanted);
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / apart) * apart; tick <= to; tick += apart) ticks.push(Number(tick.toPrecision(12)));
  return { at: (value) => left + ((value - from) / (to - from)) * (right - left), ticks };
}
