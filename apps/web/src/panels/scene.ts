// A cart with its poles, played from the values of a figure: play, pause, scrub.
import type { Figure, Scene } from "../data/format";
import { h, s } from "../view/dom";
import { seriesColour } from "../view/theme";

const kMetre = 120;
const kMargin = 0.35;
const kCart = { width: 0.5, height: 0.18, wheel: 0.06 };
/** A pole shorter than this share of the longest could not be seen; it is drawn as long. */
const kLeastShare = 0.3;
/** Milliseconds between pictures where the reader asked for little motion. */
const kCalm = 500;

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const degrees = (radians: number): number => (radians * 180) / Math.PI;

interface Moment {
  seconds: number;
  place: number;
  angles: number[];
}

/** What can be drawn: everything up to the first value that is missing. */
function moments(content: Figure, { lengths }: Scene): Moment[] {
  const all: Moment[] = [];
  for (const [i, seconds] of content.x.values.entries()) {
    const [place, ...angles] = content.series.slice(0, lengths.length + 1).map(({ values }) => values[i]);
    const whole = typeof seconds === "number" && typeof place === "number" && angles.every((a) => a !== null);
    if (!whole) break;
    all.push({ seconds, place, angles: angles as number[] });
  }
  return all;
}

function stage({ track, lengths }: Scene) {
  const longest = Math.max(...lengths);
  const drawn = lengths.map((length) => Math.max(length, longest * kLeastShare));
  const [half, high] = [(track + kMargin) * kMetre, (longest + kCart.height + 0.25) * kMetre];
  const rail = (kCart.wheel * 2) * kMetre;
  const poles = drawn.map((length, i) => {
    const pole = s("line", { x1: 0, y1: 0, x2: 0, y2: -length * kMetre, class: "pole" });
    pole.style.stroke = seriesColour(i + 1);
    return pole;
  });
  const wheel = (side: number) =>
    s("circle", { cx: side * kCart.width * 0.32 * kMetre, cy: -rail / 2, r: rail / 2, class: "wheel" });
  const top = -rail - kCart.height * kMetre;
  const body = s("rect", {
    x: (-kCart.width / 2) * kMetre,
    y: top,
    width: kCart.width * kMetre,
    height: kCart.height * kMetre,
    rx: 5,
    class: "cart",
  });
  body.style.fill = seriesColour(0);
  const hinge = s("g", { transform: `translate(0 ${top})` }, ...poles, s("circle", { r: 5, class: "hinge" }));
  const cart = s("g", {}, body, wheel(-1), wheel(1), hinge);
  const stop = (side: number) =>
    s("line", { x1: side * track * kMetre, x2: side * track * kMetre, y1: 6, y2: -22, class: "stop" });
  const root = s(
    "svg",
    { viewBox: `${-half} ${-high} ${2 * half} ${high + 14}`, class: "scene", role: "img" },
    s("line", { x1: -track * kMetre, x2: track * kMetre, y1: 0, y2: 0, class: "rail" }),
    stop(-1),
    stop(1),
    cart,
  );
  const show = ({ place, angles }: Moment): void => {
    cart.setAttribute("transform", `translate(${(place * kMetre).toFixed(2)} 0)`);
    angles.forEach((angle, i) => poles[i].setAttribute("transform", `rotate(${degrees(angle).toFixed(3)})`));
  };
  return { root, show, stretched: drawn.some((length, i) => length > lengths[i]) };
}

const inWords = ({ place, angles }: Moment): string =>
  `cart ${place.toFixed(2)} m, ` +
  angles.map((angle, i) => `pole ${i + 1} ${degrees(angle).toFixed(1)}°`).join(", ");

/** Null where there is nothing to play. */
export function scene(content: Figure): HTMLElement | null {
  const all = content.scene ? moments(content, content.scene) : [];
  if (!content.scene || all.length < 2) return null;
  const { root, show, stretched } = stage(content.scene);
  const end = all[all.length - 1].seconds;
  let at = 0,
    timer = 0;

  const clock = h("output", { class: "scene-clock" });
  const reading = h("span", { class: "scene-reading" });
  const slider = h("input", {
    type: "range",
    min: 0,
    max: all.length - 1,
    step: 1,
    value: 0,
    "aria-label": "Time",
    oninput: () => (draw(Number(slider.value)), pause()),
  });
  const button = h("button", { type: "button", class: "scene-play", onclick: () => (timer ? pause() : play()) });

  function draw(next: number): void {
    at = next;
    const moment = all[at];
    show(moment);
    slider.value = String(at);
    slider.setAttribute("aria-valuetext", `${moment.seconds.toFixed(2)} seconds, ${inWords(moment)}`);
    clock.textContent = `${moment.seconds.toFixed(2)} of ${end.toFixed(2)} s`;
    reading.textContent = inWords(moment);
    root.setAttribute("aria-label", `After ${moment.seconds.toFixed(2)} s: ${inWords(moment)}`);
  }
  function name(): void {
    button.textContent = timer ? "Pause" : at === all.length - 1 ? "Play again" : "Play";
  }
  function pause(): void {
    cancelAnimationFrame(timer);
    timer = 0;
    name();
  }
  function play(): void {
    if (at === all.length - 1) draw(0);
    const [began, from] = [performance.now(), all[at].seconds];
    let drawn = began;
    const step = (now: number): void => {
      if (!root.isConnected) return pause();
      const seconds = from + Math.max(0, now - began) / 1000;
      let next = at;
      while (next < all.length - 1 && all[next + 1].seconds <= seconds) ++next;
      const due = !calm.matches || now - drawn >= kCalm || next === all.length - 1;
      if (due && next !== at) draw(next), (drawn = now);
      if (at === all.length - 1) return pause();
      timer = requestAnimationFrame(step);
    };
    timer = requestAnimationFrame(step);
    name();
  }

  draw(0);
  name();
  const note = stretched ? h("p", { class: "note" }, "Drawn to scale, but for the short pole, which is drawn longer.") : null;
  return h(
    "div",
    { class: "scene-frame" },
    root,
    h("div", { class: "scene-controls" }, button, slider, clock),
    reading,
    note,
  );
}
