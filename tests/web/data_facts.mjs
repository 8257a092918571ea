// What the page makes of data that is large, small, old, incomplete, foreign or hostile.
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { colouredPixels } from "./browser.mjs";
import { fact, holds, same } from "./facts.mjs";
import { comparison } from "./comparison_fixture.mjs";
import * as fixture from "./fixture.mjs";
import { curvesDrawn, emptyPanels } from "./look_facts.mjs";

const kOpensIn = 2000;
const kLargest = 5e6;

/** Milliseconds until everything is drawn: the shortest of three, since other programs run on the machine too. */
async function openingTime(stage, url) {
  const times = [];
  for (let i = 0; i < 3; ++i) {
    const began = performance.now();
    const { complaints, close } = await stage.open(url);
    times.push(performance.now() - began);
    await close();
    same(complaints, [], "complaints");
  }
  return Math.min(...times);
}

export function dataFacts(stage) {
  fact("data: 200 generations of 1,000 genomes in 60 species open within 2 s and 5 MB", async () => {
    const url = stage.write(
      "large",
      fixture.report([fixture.run({ task: "mnist", generations: 200, population: 1000, most: 60 })]),
    );
    const bytes = statSync(fileURLToPath(url)).size,
      time = await openingTime(stage, url);
    holds(bytes < kLargest, `${bytes} bytes`);
    holds(time < kOpensIn, `${time.toFixed(0)} ms`);
    await stage.visit(url, {}, async (page) => {
      await curvesDrawn(page, ["fitness", "species-sizes", "metric-accuracy", "complexity", "spending"]);
      await stage.screenshot(page, "large-desktop-light");
    });
    return `${time.toFixed(0)} ms, ${(bytes / 1e6).toFixed(2)} MB`;
  });

  fact("data: 10,000 generations are drawn", () =>
    stage.visit(
      stage.write("long", fixture.report([fixture.run({ task: "xor", generations: 10000, most: 20 })])),
      {},
      async (page) => {
        await curvesDrawn(page, ["fitness", "species-sizes", "species", "sigma"]);
        await page.locator("#panel-fitness .chart").focus();
        await page.keyboard.press("End");
        same(await page.locator("#panel-fitness .reading").textContent(), "generation 9,999");
      },
    ),
  );

  fact("data: 64 runs are drawn, each in a colour of its own", () => {
    const runs = Array.from({ length: 64 }, (_, i) =>
      fixture.run({ task: "xor", seed: i + 1, name: `runs/xor/${i + 1}`, generations: 12 }),
    );
    return stage.visit(stage.write("many", fixture.report(runs)), {}, async (page) => {
      const colours = await page
        .locator(".runs .swatch")
        .evaluateAll((all) => all.map((swatch) => getComputedStyle(swatch).borderTopColor));
      same([colours.length, new Set(colours).size], [64, 64], "colours");
    });
  });

  fact("data: a single generation is drawn as points, in the middle", () =>
    stage.visit(
      stage.write("single", fixture.report([fixture.run({ task: "xor", generations: 1 })])),
      {},
      async (page) => {
        for (const name of ["fitness", "sigma", "species-sizes"])
          holds((await colouredPixels(page, `#panel-${name}`)) > 8, `${name} is empty`);
        await stage.screenshot(page, "single-desktop-light");
      },
    ),
  );

  fact("data: histories of older runs show the columns they have and no empty panel", () =>
    stage.visit(
      stage.write("old", fixture.report([fixture.run({ task: "xor", old: true })])),
      {},
      async (page) => {
        same(await page.locator("#panel-species-sizes").count(), 0);
        same(
          await page
            .locator("#panel-fitness .entry")
            .allTextContents()
            .then((all) => all.map((text) => text.replace(/[\d.]+$/, ""))),
          ["best of generation", "mean"],
        );
        same(await emptyPanels(page), []);
      },
    ),
  );

  fact(
    "data: columns in another order, more of them, and numbers that are not there change nothing else",
    () => {
      const run = fixture.run({ task: "mnist", generations: 30 }),
        { columns, rows } = run.history;
      columns.reverse();
      rows.forEach((row) => row.reverse());
      columns.push("something_new");
      rows.forEach((row, i) => row.push(i));
      const loss = columns.indexOf("validation_loss"),
        mean = columns.indexOf("mean_fitness"),
        gain = columns.indexOf("learning_gain");
      rows.forEach((row, i) => {
        row[gain] = null;
        if (i !== 12) row[loss] = null;
        if (i % 3 === 0) row[mean] = null;
      });
      return stage.visit(stage.write("nulls", fixture.report([run])), {}, async (page) => {
        same(await page.locator("#panel-learning_gain").count(), 0, "panels of learning gain");
        same(
          await page.locator("#panel-metric-loss .value").first().textContent(),
          String(Number(rows[12][loss].toPrecision(4))),
        );
        await page.locator("#panel-metric-loss .entry", { hasText: "test" }).click();
        holds(
          (await colouredPixels(page, "#panel-metric-loss")) > 8,
          "a value with no neighbour is not seen",
        );
        await curvesDrawn(page, ["fitness", "species-sizes"]);
      });
    },
  );

  fact("data: a figure is drawn in any order of its x, without some of them, or over names", () => {
    const run = fixture.run({ task: "xor", generations: 5 });
    const figure = (name, values, points) => ({
      kind: "figure",
      name,
      content: { x: { values }, series: [{ name: "s", values: points }] },
    });
    run.champion.extras = [
      figure("any_order", [3, null, 1, 2], [30, 5, 10, 20]),
      figure("over_names", ["red", "green", "blue"], [1, null, 3]),
      figure("nothing", [], []),
    ];
    return stage.visit(stage.write("figures", fixture.report([run])), {}, async (page) => {
      const readings = async (index) => {
        const panel = page.locator(`#panel-extra-0-${index}`),
          found = [];
        await panel.locator(".chart").focus();
        for (let i = 0; i < 3; ++i) {
          await page.keyboard.press("ArrowRight");
          found.push(
            `${await panel.locator(".place").textContent()}: ${await panel.locator(".value").textContent()}`,
          );
        }
        return found.map((text) => text.trim());
      };
      same(await readings(0), ["1: 10", "2: 20", "3: 30"]);
      same(await readings(1), ["red: 1", "green: –", "blue: 3"]);
      for (const index of [0, 1])
        holds((await colouredPixels(page, `#panel-extra-0-${index}`)) > 8, "nothing is drawn");
      same(await page.locator("#panel-extra-0-0 h3").textContent(), "Any order");
    });
  });

  fact("data: a run that stopped before any of its bounds is said to be unfinished", () => {
    const run = { ...fixture.run({ task: "mnist", generations: 5 }), status: "unfinished" };
    return stage.visit(stage.write("unfinished", fixture.report([run])), {}, async (page) => {
      same(await page.locator(".badge").first().textContent(), "unfinished");
    });
  });

  fact("data: a run without champion, history, species and configuration is still shown", () => {
    const bare = {
      name: "runs/bare",
      task: { name: "xor" },
      status: "interrupted",
      history: { columns: ["generation"], rows: [] },
      champion: null,
    };
    return stage.visit(stage.write("bare", fixture.report([bare])), {}, async (page) => {
      same(await page.locator("h1").textContent(), "xor");
      same(await page.locator(".badge").first().textContent(), "interrupted");
      same(await page.locator(".panel").count(), 0, "panels");
    });
  });

  fact("data: the page as it is built says that it has no data", () =>
    stage.visit(stage.write("empty", stage.empty), {}, async (page) =>
      same(await page.locator("h1").textContent(), "no data"),
    ),
  );

  const refusals = [
    [
      "another format",
      JSON.stringify({ format: "other", version: 1 }),
      "report: the page's data: is not a neat.report; make the page again with `neat-run report`",
    ],
    [
      "a later version",
      JSON.stringify({ format: "neat.report", version: 2, runs: [] }),
      "report: version 2: this page reads version 1; make the page again with `neat-run report`",
    ],
    [
      "half of the data",
      '{"format":"neat.report","vers',
      "report: the page's data: is not whole; make the page again with `neat-run report`",
    ],
    [
      "a run without history",
      JSON.stringify({ format: "neat.report", version: 1, runs: [{ name: "runs/x" }] }),
      "report: runs/x: its history has no columns or no rows; make the page again with `neat-run report`",
    ],
    [
      "a run that is none",
      JSON.stringify({ format: "neat.report", version: 1, runs: [7] }),
      "report: run 1: is not an object; make the page again with `neat-run report`",
    ],
  ];
  for (const [what, text, message] of refusals)
    fact(`data: ${what} is refused in a sentence`, () =>
      stage.visit(
        stage.write(
          "refused",
          stage.empty.replace(">null</script>", () => `>${text}</script>`),
        ),
        {},
        async (page) => {
          same(await page.locator("h1").textContent(), "This report cannot be shown");
          same(await page.locator("main p").textContent(), message);
        },
      ),
    );

  fact("data: texts of a run are never read as markup", () => {
    const evil = '</script><script>window.hit=1</script><img src=x onerror="window.hit=2">';
    const run = fixture.run({
      task: "mnist",
      name: `runs/${evil}`,
      generations: 5,
      config: { [`run.${evil}`]: evil },
    });
    run.command = run.notice = run.status = run.task.version = evil;
    run.champion.card.writer = evil;
    run.champion.extras.push(
      { kind: "table", name: evil, content: { title: evil, columns: [evil], rows: [[evil]] } },
      { kind: "image", name: evil, png: `"${evil}` },
    );
    const compared = comparison();
    compared.comparisons[0].text = compared.comparisons[0].verdict = compared.samples[0].name = evil;
    return stage.visit(stage.write("hostile", fixture.report([run], compared)), {}, async (page) => {
      same(await page.evaluate(() => window.hit), undefined, "script that ran");
      same(await page.locator("img:not(.pixels)").count(), 0, "images made of texts");
      same(await page.locator(".notice").textContent(), evil);
    });
  });

  fact("data: the page allows no script but its own, and no request", () =>
    stage.visit(
      stage.write("policy", fixture.report([fixture.run({ task: "xor", generations: 3 })])),
      {},
      async (page) => {
        const policy = await page
          .locator("meta[http-equiv='Content-Security-Policy']")
          .getAttribute("content");
        holds(
          /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src data:;/.test(
            policy,
          ),
          policy,
        );
        same(
          (stage.empty.match(/<script id="neat-data" type="application\/json">null<\/script>/g) ?? []).length,
          1,
          "places for data",
        );
        same(stage.empty.match(/(?:src|href)="https?:/g), null, "references");
        holds(
          stage.empty.includes("Copyright (c) 2022 Leon Sorokin") && stage.empty.length < 150e3,
          `notice or size (${stage.empty.length})`,
        );
      },
    ),
  );
}
