// Numbers as people read them: four digits, thousands apart, SI prefixes for what grows large.

const absent = "–";
const prefixes: [number, string][] = [[1e18, "E"], [1e15, "P"], [1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];

type Maybe = number | null | undefined;

const isNumber = (value: Maybe): value is number => typeof value === "number" && Number.isFinite(value);

const apart = (whole: string): string => whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** Typographic minus, so that columns of figures stand straight. */
const signed = (digits: string): string => digits.replace(/^-/, "−");

function four(value: number): string {
  const size = Math.abs(value);
  const text = size >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(4)));
  return signed(text);
}

/** 3.142, 0.0123, 12,345, 1.235e-5, 4.1e9 */
export function short(value: Maybe): string {
  if (!isNumber(value)) return absent;
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return signed(String(Number(value.toPrecision(4)).toExponential())).replace("e+", "e");
  return size >= 1000 ? apart(four(value)) : four(value);
}

/** 12,345 and 1.235 M: whole numbers stay whole up to 99,999. */
export function count(value: Maybe): string {
  if (!isNumber(value)) return absent;
  if (Math.abs(value) < 1e5) return Number.isInteger(value) ? apart(signed(String(value))) : short(value);
  return si(value);
}

/** 339.8 G */
export function si(value: Maybe, unit = ""): string {
  if (!isNumber(value)) return absent;
  const [scale, prefix] = prefixes.find(([limit]) => Math.abs(value) >= limit * 0.99995) ?? [1, ""];
  return `${four(value / scale)}${prefix || unit ? "\u202f" : ""}${prefix}${unit}`;
}

/** For axes: no space, as few digits as the tick needs. */
export function tick(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 1e-4) return signed(Number(value.toPrecision(4)).toExponential());
  const [scale, prefix] = prefixes.find(([limit]) => size >= limit && size >= 1e4) ?? [1, ""];
  return signed(String(Number((value / scale).toPrecision(5)))) + prefix;
}

/** 0.35 s, 48 s, 3 min 05 s, 2 h 13 min */
export function duration(seconds: Maybe): string {
  if (!isNumber(seconds)) return absent;
  if (seconds < 10) return `${Number(seconds.toPrecision(2))}\u202fs`;
  const whole = Math.round(seconds), two = (value: number) => String(value).padStart(2, "0");
  if (whole < 60) return `${whole}\u202fs`;
  if (whole < 3600) return `${Math.floor(whole / 60)}\u202fmin ${two(whole % 60)}\u202fs`;
  return `${apart(String(Math.floor(whole / 3600)))}\u202fh ${two(Math.floor((whole % 3600) / 60))}\u202fmin`;
}

export const percent = (share: Maybe): string => (isNumber(share) ? `${four(Number((share * 100).toFixed(share < 0.01 ? 2 : 1)))}\u202f%` : absent);

export const interval = (ends: [Maybe, Maybe] | null | undefined): string =>
  ends && isNumber(ends[0]) && isNumber(ends[1]) ? `[${short(ends[0])}, ${short(ends[1])}]` : absent;
