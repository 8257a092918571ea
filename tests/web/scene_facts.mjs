// A champion that balances: played, paused, scrubbed; by mouse and keyboard; calm where calm was asked for.
import { fact, holds, same } from "./facts.mjs";
import * as fixture from "./fixture.mjs";

/** 20 s of a swing that dies away, as the task double_pole tells it. */
export function balancing(frames = 1001) {
  const seconds = Array.from({ length: frames }, (_, i) => i / 50);
  const swing = (size, rate) => seconds.map((t) => size * Math.exp(-t / 6) * Math.cos(rate * t));
  return {
    title: "The champion balancing",
    x: { label: "seconds", values: seconds },
    y: { label: "metres, radians" },
    series: [
      { name: "cart", values: swing(-1.2, 1.4) },
      { name: "pole 1", values: swing(0.3, 1.4) },
      { name: "pole 2", values: swing(-0.2, 2) },
    ],
    scene: { kind: "poles", track: 2.4, most_angle: 0.63, lengths: [1, 0.1] },
  };
}

export function polesRun(content = balancing()) {
  const run = fixture.run({ task: "xor", name: "runs/double_pole/001" });
  run.task.name = "double_pole";
  run.champion.extras = [{ kind: "figure", name: "balancing", content }];
  return run;
}

const panel = "#panel-extra-0-0";
const pose = (page) =>
  page.locator(`${panel} .scene`).evaluate((svg) => ({
    cart: svg.querySelector("g").getAttribute("transform"),
    poles: [...svg.querySelectorAll(".pole")].map((pole) => pole.getAttribute("transform")),
    words: svg.getAttribute("aria-label"),
  }));
const time = (page) => page.locator(`${panel} input[type=range]`).inputValue().then(Number);

export function sceneFacts(stage) {
  const visit = (how, check, content) =>
    stage.visit(stage.write("poles", fixture.report([polesRun(content)])), how, check);

  fact("scene: nothing moves before it is played; the first moment is shown, in words as well", () =>
    visit({ reducedMotion: "no-preference" }, async (page) => {
      const before = await pose(page);
      same(before.cart, "translate(-144.00 0)");
      same(before.poles, ["rotate(17.189)", "rotate(-11.459)"]);
      same(before.words, "After 0.00 s: cart -1.20 m, pole 1 17.2°, pole 2 -11.5°");
      await page.waitForTimeout(200);
      same(await pose(page), before);
    }),
  );

  fact("scene: play moves it in its own time, pause holds it", () =>
    visit({ reducedMotion: "no-preference" }, async (page) => {
      await page.locator(panel).getByRole("button", { name: "Play" }).click();
      await page.waitForTimeout(600);
      await page.locator(panel).getByRole("button", { name: "Pause" }).click();
      const held = await time(page);
      holds(held >= 10 && held <= 150, `frame ${held} after 0.6 s, which is about frame 30`);
      await page.waitForTimeout(200);
      same(await time(page), held, "paused");
    }),
  );

  fact("scene: the keyboard plays and scrubs, and the pose follows", () =>
    visit({ reducedMotion: "no-preference" }, async (page) => {
      const slider = page.locator(`${panel} input[type=range]`);
      await slider.focus();
      await page.keyboard.press("End");
      same(await time(page), 1000);
      same(await page.locator(`${panel} .scene-clock`).textContent(), "20.00 of 20.00 s");
      same(await page.locator(`${panel} .scene-play`).textContent(), "Play again");
      await page.keyboard.press("Home");
      await page.keyboard.press("ArrowRight");
      same(await slider.getAttribute("aria-valuetext"), "0.02 seconds, cart -1.20 m, pole 1 17.1°, pole 2 -11.4°");
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("Enter");
      await page.waitForTimeout(300);
      holds((await time(page)) > 1, "Enter on the button did not play");
      await slider.focus();
      await page.keyboard.press("End");
      same(await page.locator(`${panel} .scene-play`).textContent(), "Play again", "scrubbing stops playing");
      await page.locator(`${panel} .scene-play`).click();
      holds((await time(page)) < 500, "it does not begin again");
    }),
  );

  fact("scene: with reduced motion it plays in still pictures", () =>
    visit({ reducedMotion: "reduce" }, async (page) => {
      await page.evaluate((selector) => {
        window.pictures = 0;
        new MutationObserver(() => ++window.pictures).observe(document.querySelector(selector), {
          attributes: true,
        });
      }, `${panel} .scene g`);
      await page.locator(`${panel} .scene-play`).click();
      await page.waitForTimeout(1300);
      const pictures = await page.evaluate(() => window.pictures);
      holds(pictures >= 1 && pictures <= 3, `${pictures} pictures in 1.3 s`);
    }),
  );

  fact("scene: it ends where values are missing, and is left out where there is nothing to play", async () => {
    const torn = balancing();
    torn.series[1].values[40] = null;
    await visit({}, async (page) => same(await page.locator(`${panel} input`).getAttribute("max"), "39"), torn);
    for (const spoil of [
      (content) => (content.scene.lengths = []),
      (content) => (content.scene.lengths = [1, -1]),
      (content) => (content.scene.kind = "planets"),
      (content) => (content.series.length = 2),
      (content) => (content.series[0].values = content.series[0].values.map(() => null)),
    ]) {
      const content = balancing(50);
      spoil(content);
      await visit({}, async (page) => same(await page.locator(".scene").count(), 0), content);
    }
  });
}
