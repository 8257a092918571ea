// What the page looks like: every panel filled, at both widths, light and dark.
import { colouredPixels, faint, overflowing, schemes, sizes } from "./browser.mjs";
import { fact, holds, same } from "./facts.mjs";
import { comparison } from "./comparison_fixture.mjs";
import * as fixture from "./fixture.mjs";
import { polesRun } from "./scene_facts.mjs";

const search = ["fitness", "species-sizes", "species", "complexity", "sigma", "population_diversity"];

const mnistRun = (seed, more = {}) =>
  fixture.run({
    task: "mnist",
    seed,
    name: `runs/mnist/00${seed}`,
    generations: 20 + 5 * seed,
    population: 40,
    most: 8,
    ...more,
  });

export const reports = {
  xor: {
    data: () => fixture.report([fixture.run({ task: "xor" })]),
    curves: [...search, "endings", "spending"],
  },
  mnist: {
    data: () => fixture.report([mnistRun(1)]),
    curves: [...search, "metric-accuracy", "metric-loss", "learning_gain", "spending", "extra-0-1"],
  },
  several: {
    data: () =>
      fixture.report([mnistRun(1), mnistRun(2, { config: { "mutation.add_node": 0.1 } }), mnistRun(3)]),
    curves: [...search, "metric-accuracy", "metric-loss", "learning_gain", "spending", "extra-2-1"],
  },
  poles: { data: () => fixture.report([polesRun()]), curves: ["extra-0-0"] },
  comparison: { data: () => fixture.report([], comparison()), curves: [] },
};

/** Curves drawn on each of the panels; a thin line on a phone is some hundred pixels. */
export async function curvesDrawn(page, panels) {
  for (const name of panels) {
    const pixels = await colouredPixels(page, `#panel-${name}`);
    holds(pixels > 120, `panel ${name}: only ${pixels} coloured pixels`);
  }
}

/** Every panel on the page holds something to look at. */
export const emptyPanels = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll(".panel")]
      .filter((panel) => !panel.querySelector("canvas, svg > *, img, td, dd, li"))
      .map((panel) => panel.id),
  );

function looks(stage, name, { data, curves }) {
  for (const size of Object.keys(sizes))
    for (const scheme of schemes)
      fact(
        `${name}, ${size}, ${scheme}: every panel is filled, nothing sticks out, every text can be read`,
        () =>
          stage.visit(stage.write(name, data()), { size, scheme }, async (page) => {
            await curvesDrawn(page, curves);
            same(await emptyPanels(page), [], "empty panels");
            same(await overflowing(page), [], "what sticks out");
            same(await faint(page), [], "what is too faint");
            await stage.screenshot(page, `${name}-${size}-${scheme}`);
          }),
      );
}

export function lookFacts(stage) {
  for (const [name, report] of Object.entries(reports)) looks(stage, name, report);

  fact("look: an image keeps its pixels square and is really decoded", () =>
    stage.visit(stage.write("mnist", reports.mnist.data()), {}, async (page) => {
      same(
        await page
          .locator(".gallery")
          .evaluateAll((all) => all.map((gallery) => gallery.querySelectorAll("img").length)),
        [12, 1],
        "images by gallery",
      );
      same(await page.locator("#panel-extra-0-2 h3").textContent(), "Misread");
      same(await page.locator("figcaption").first().textContent(), "0 read as 3 (row 0)");
      const image = await page
        .locator("img.pixels")
        .last()
        .evaluate((img) => ({
          natural: img.naturalWidth,
          times: img.clientWidth / img.naturalWidth,
          rendering: getComputedStyle(img).imageRendering,
        }));
      same([image.natural, image.rendering, Number.isInteger(image.times)], [280, "pixelated", true]);
    }),
  );

  fact("look: a square table of counts is a heat map, deeper where there is more", () =>
    stage.visit(stage.write("mnist", reports.mnist.data()), {}, async (page) => {
      const cells = await page
        .locator("table.heat td.miss")
        .evaluateAll((all) =>
          all.map((cell) => [Number(cell.textContent), Number(cell.style.getPropertyValue("--depth"))]),
        );
      same(cells.length, 90, "cells off the diagonal");
      const worst = Math.max(...cells.map(([count]) => count));
      for (const [count, depth] of cells)
        holds(Math.abs(depth - count / worst) < 0.001, `${count} of ${worst} has depth ${depth}`);
    }),
  );

  fact("look: in print the bar and the buttons are gone, and the page and its curves are light", () =>
    stage.visit(stage.write("mnist", reports.mnist.data()), { scheme: "dark", allowed: /willReadFrequently/ }, async (page) => {
      const dark = () =>
        page.locator("#panel-sigma canvas").evaluate((canvas) => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return data.reduce(
            (found, _, i) =>
              found +
              (i % 4 === 3 && data[i] > 200 && Math.max(data[i - 1], data[i - 2], data[i - 3]) < 64 ? 1 : 0),
            0,
          );
        });
      holds((await dark()) > 100, "the grid is not dark before");
      await page.getByRole("button", { name: "Light" }).click();
      await page.getByRole("button", { name: "Dark" }).click();
      await page.emulateMedia({ media: "print" });
      // The curves are drawn again when the page has heard of it: on a busy machine that takes a moment.
      for (let tries = 0; tries < 100 && (await dark()) > 0; ++tries) await page.waitForTimeout(50);
      same(await dark(), 0, "dark pixels of the grid");
      same(await page.locator(".bar").isVisible(), false);
      same(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
      await stage.screenshot(page, "mnist-print");
    }),
  );
}
