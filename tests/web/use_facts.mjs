// What one does with the page: pointing, switching, searching, copying, by hand and by keyboard.
import { colouredPixels } from "./browser.mjs";
import { fact, holds, same } from "./facts.mjs";
import { reports } from "./look_facts.mjs";

export function useFacts(stage) {
  const on = (name, check, how = {}) => stage.visit(stage.write(name, reports[name].data()), how, check);

  fact("use: arrow keys on a chart read it row by row", () =>
    on("mnist", async (page) => {
      const panel = page.locator("#panel-fitness"),
        value = panel.locator(".value").first();
      await panel.locator(".chart").focus();
      await page.keyboard.press("Home");
      same(await panel.locator(".reading").textContent(), "generation 0");
      const first = await value.textContent();
      for (let i = 0; i < 3; ++i) await page.keyboard.press("ArrowRight");
      same(await panel.locator(".reading").textContent(), "generation 3");
      holds((await value.textContent()) !== first, "the value did not change");
      await page.keyboard.press("End");
      same(await panel.locator(".reading").textContent(), "generation 24");
    }),
  );

  fact("use: the cursor is at the same generation in all panels", () =>
    on("mnist", async (page) => {
      await page.locator("#panel-fitness .u-over").hover();
      const readings = await page.locator("#search .reading").allTextContents();
      holds(readings.length >= 9 && readings[0].startsWith("generation "), `readings ${readings}`);
      same([...new Set(readings)].length, 1, "different readings");
    }),
  );

  fact("use: pointing at a layer names its species", () =>
    on("mnist", async (page) => {
      await page.locator("#panel-species-sizes .u-over").hover({ position: { x: 600, y: 180 } });
      holds(
        /^\d+ species: species 1, \d+ genomes, best [\d.]+$/.test(
          await page.locator("#panel-species-sizes output").textContent(),
        ),
        "no species named",
      );
    }),
  );

  fact("use: a legend's entry takes its curve away and brings it back", () =>
    on("mnist", async (page) => {
      const entry = page.locator("#panel-fitness .entry", { hasText: "p10" }),
        before = await colouredPixels(page, "#panel-fitness");
      await entry.click();
      same(await entry.getAttribute("aria-pressed"), "false");
      holds((await colouredPixels(page, "#panel-fitness")) < before * 0.8, "the band is still there");
      await page.locator("#panel-fitness .entry", { hasText: "p10" }).press("Enter");
      same(await colouredPixels(page, "#panel-fitness"), before, "pixels");
    }),
  );

  fact("use: the x axis of all panels switches", () =>
    on("mnist", async (page) => {
      await page.getByRole("button", { name: "samples", exact: true }).first().click();
      same(await page.locator("#search > h2").textContent(), "Searchover training samples");
      await page.locator("#panel-loss .chart, #panel-metric-loss .chart").first().focus();
      await page.keyboard.press("End");
      same(await page.locator("#panel-metric-loss .reading").textContent(), "samples 800,000");
    }),
  );

  fact("use: a logarithmic axis and the other views of a panel redraw it", () =>
    on("mnist", async (page) => {
      const picture = () => page.locator("#panel-complexity canvas").evaluate((canvas) => canvas.toDataURL());
      const first = await picture();
      await page.locator("#panel-complexity").getByRole("button", { name: "parameters" }).click();
      const second = await picture();
      await page.locator("#panel-complexity").getByRole("button", { name: "log" }).click();
      holds(first !== second && second !== (await picture()), "the picture stayed");
      holds((await colouredPixels(page, "#panel-complexity")) > 100, "nothing is drawn");
    }),
  );

  fact("use: the theme button turns the page and its curves dark", () =>
    on("mnist", async (page) => {
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const picture = () => page.locator("#panel-fitness canvas").evaluate((canvas) => canvas.toDataURL());
      const before = [await ground(), await picture()];
      await page.getByRole("button", { name: "Dark" }).click();
      const after = [await ground(), await picture()];
      holds(before[0] !== after[0] && before[1] !== after[1], "nothing changed");
      same(await page.locator(".theme").textContent(), "Light");
    }),
  );

  fact("use: the command is copied", () =>
    on("mnist", async (page) => {
      await page.getByRole("button", { name: "Copy" }).click();
      await page.getByRole("button", { name: "Copied" }).waitFor();
      same(
        await page.evaluate(() => navigator.clipboard.readText()),
        "neat-run evolve mnist --preset sample --seed 1 --stop.target off",
      );
    }),
  );

  fact("use: the configuration is searched by key and by value", () =>
    on("mnist", async (page) => {
      const shown = () => page.locator("#panel-config tbody tr:not(.section):visible th").allTextContents();
      const all = (await shown()).length;
      await page.locator("#panel-config input").fill("add_n");
      same(await shown(), ["add_node"]);
      await page.locator("#panel-config input").fill("lamarck");
      same(await shown(), ["inherit"]);
      await page.locator("#panel-config input").fill("no such key");
      same(await shown(), []);
      same(await page.getByText("No key matches.").isVisible(), true);
      await page.locator("#panel-config input").fill("");
      same((await shown()).length, all);
    }),
  );

  fact("use: of several runs only the differences are listed until all are asked for", () =>
    on("several", async (page) => {
      const shown = () => page.locator("#panel-config tbody tr:not(.section):visible th").allTextContents();
      same(await shown(), ["seed", "add_node", "generations"]);
      await page.getByRole("button", { name: "only differences" }).click();
      holds((await shown()).length > 25, "the rest is still hidden");
    }),
  );

  fact("use: a run of several is taken out of all curves", () =>
    on("several", async (page) => {
      const before = [
        await colouredPixels(page, "#panel-sigma"),
        await colouredPixels(page, "#panel-metric-loss"),
      ];
      await page.locator(".runs").getByRole("button", { name: "002" }).click();
      const after = [
        await colouredPixels(page, "#panel-sigma"),
        await colouredPixels(page, "#panel-metric-loss"),
      ];
      holds(after[0] < before[0] * 0.85 && after[1] < before[1] * 0.85, `pixels ${before} -> ${after}`);
    }),
  );

  fact("use: Tab reaches every control, and where it is can be seen", () =>
    on("mnist", async (page) => {
      const wanted = await page.evaluate(
        () =>
          [...document.querySelectorAll("a, button, input, select, [tabindex='0']")].filter((e) =>
            e.checkVisibility(),
          ).length,
      );
      const reached = new Set(),
        hidden = [];
      for (let i = 0; i < wanted; ++i) {
        await page.keyboard.press("Tab");
        const [key, outline] = await page.evaluate(() => {
          const e = document.activeElement;
          e.dataset.reached ??= String(document.querySelectorAll("[data-reached]").length);
          return [e.dataset.reached, getComputedStyle(e).outlineStyle];
        });
        reached.add(key);
        if (outline === "none") hidden.push(key);
      }
      same([reached.size, hidden], [wanted, []], "controls reached, focus not seen");
    }),
  );

  fact("use: the skip link comes first and shows itself", () =>
    on("mnist", async (page) => {
      await page.keyboard.press("Tab");
      const box = await page.locator(".skip").boundingBox();
      holds(
        box.x >= 0 && (await page.evaluate(() => document.activeElement.className)) === "skip",
        "not seen",
      );
    }),
  );

  fact("use: a comparison says in words what it shows, and what it does not", () =>
    on("comparison", async (page) => {
      const visible = page.locator("#panel-verdicts .in-words li:visible");
      same(await visible.allTextContents(), [
        "lower samples/add_node=0.1 needs fewer evaluations than samples/baseline.",
        "higher samples/crossover=0 needs more evaluations than samples/baseline.",
      ]);
      const kinds = (all) => all.map((badge) => badge.classList[1]);
      same(await page.locator("#panel-verdicts li .badge").evaluateAll(kinds), [
        "good",
        "plain",
        "bad",
        "plain",
      ]);
      await page.getByText("No difference shown in hidden nodes").first().click();
      same(await visible.count(), 3, "sentences after opening");
      same(await page.locator(".forest-bar .point").count(), 4);
      same(await page.locator(".strip .seed").count(), 2 * 3 * 40);
      // An interval that holds 0 is drawn across the line of 0.
      const across = await page.locator(".forest-bar").evaluateAll((bars) =>
        bars.map((bar) => {
          const x = (selector, end) => parseFloat(bar.querySelector(selector).getAttribute(end));
          return x(".span", "x1") < x(".zero", "x1") && x(".zero", "x1") < x(".span", "x2");
        }),
      );
      same(across, [false, false, true, true], "intervals across 0");
    }),
  );
}
