// Reports of real runs: evolved and reported by neat-run.
import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { overflowing, schemes, sizes } from "./browser.mjs";
import { fact, holds, same } from "./facts.mjs";
import { curvesDrawn, emptyPanels } from "./look_facts.mjs";

const runs = {
  xor: {
    options: ["--seed", "1"],
    panels: ["fitness", "species-sizes", "complexity", "population_diversity", "spending"],
  },
  mnist: {
    options: [
      "--preset",
      "sample",
      "--seed",
      "1",
      "--population.size",
      "6",
      "--generations",
      "4",
      "--stop.target",
      "off",
    ],
    panels: [
      "fitness",
      "metric-accuracy",
      "metric-loss",
      "species-sizes",
      "complexity",
      "learning_gain",
      "spending",
    ],
  },
};

export function runFacts(stage) {
  const neat = (...words) =>
    execFileSync(stage.program, words, {
      cwd: stage.folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 300e3,
    });

  const evolved = (task) => {
    const directory = join("runs", task),
      page = join(stage.folder, directory, "report.html");
    rmSync(join(stage.folder, directory), { recursive: true, force: true });
    neat("evolve", task, ...runs[task].options, "--out", directory);
    holds(existsSync(page), "evolve wrote no report.html");
    return pathToFileURL(page).href;
  };

  for (const task of Object.keys(runs))
    fact(`run: the report that evolve ${task} leaves behind is filled, and its network opens`, async () => {
      const url = evolved(task);
      for (const size of Object.keys(sizes))
        for (const scheme of schemes)
          await stage.visit(url, { size, scheme }, async (page) => {
            same(await page.locator("h1").textContent(), task);
            await curvesDrawn(page, runs[task].panels);
            same(await emptyPanels(page), [], "empty panels");
            same(await overflowing(page), [], "what sticks out");
            holds(
              (await page.locator("#panel-config tbody tr").count()) > 60,
              "the configuration is not there",
            );
            holds(
              (await page.locator(".command code").textContent()).startsWith(`neat-run evolve ${task}`),
              "no command",
            );
            holds(/^[0-9a-f]{64}$/.test(await page.locator(".facts code").first().textContent()), "no hash");
            await stage.screenshot(page, `run-${task}-${size}-${scheme}`);
            await page.locator(".open-network").focus();
            await page.keyboard.press("Enter");
            await page.keyboard.press("Tab");
            holds((await page.locator("dialog .lit").count()) > 1, "no node lights its edges");
            await stage.screenshot(page, `run-${task}-network-${size}-${scheme}`, {});
            await page.keyboard.press("Escape");
            await page.locator("dialog").waitFor({ state: "detached" });
          });
    });

  fact("run: mnist shows what its champion confuses and misreads, and that the sample was used", () =>
    stage.visit(pathToFileURL(join(stage.folder, "runs/mnist/report.html")).href, {}, async (page) => {
      same(await page.locator("table.heat td.hit").count(), 10, "diagonal of the confusion matrix");
      const widths = await page
        .locator("img.pixels")
        .evaluateAll((all) => all.map((image) => image.naturalWidth));
      holds(widths.length > 5 && widths.every((width) => width === 28), `misread digits: ${widths}`);
      holds((await page.locator(".notice").textContent()).includes("embedded sample"), "no notice");
    }),
  );

  fact("run: two runs are reported side by side", async () => {
    rmSync(join(stage.folder, "runs/xor2"), { recursive: true, force: true });
    neat("evolve", "xor", "--seed", "2", "--out", "runs/xor2");
    neat("report", "runs/xor", "runs/xor2", "--out", "several.html");
    await stage.visit(pathToFileURL(join(stage.folder, "several.html")).href, {}, async (page) => {
      same(await page.locator(".runs tbody th").allTextContents(), ["xor", "xor2"]);
      await curvesDrawn(page, ["fitness", "species"]);
      holds(
        (await page.locator("#panel-config tr.differs:visible th").allTextContents()).includes("seed"),
        "the seeds do not differ",
      );
      await stage.screenshot(page, "run-several-desktop-light");
    });
  });

  fact("run: what compare finds between two samples is shown, and what it notes", async () => {
    for (const [name, ...options] of [["neat"], ["random", "--strategy", "random-search"]]) {
      rmSync(join(stage.folder, "samples", name), { recursive: true, force: true });
      neat("sample", "xor", "--seeds", "16", ...options, "--out", join("samples", name), "--quiet");
    }
    neat("compare", "samples/random", "samples/neat", "--html", "compared.html");
    await stage.visit(pathToFileURL(join(stage.folder, "compared.html")).href, {}, async (page) => {
      holds((await page.locator("#panel-verdicts .badge.good").count()) > 0, "no difference is told");
      holds((await page.locator("#panel-verdicts .notes").textContent()).includes("run.strategy"), "no notes");
      same(await emptyPanels(page), [], "empty panels");
      same(await overflowing(page), [], "what sticks out");
      await stage.screenshot(page, "run-comparison-desktop-light");
    });
  });
}
