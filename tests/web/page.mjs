// page.mjs PAGE NEAT_RUN CHROMIUM FOLDER: what must hold of the report page.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launch, open } from "./browser.mjs";
import { dataFacts } from "./data_facts.mjs";
import { tryFacts } from "./facts.mjs";
import { filled } from "./fixture.mjs";
import { lookFacts } from "./look_facts.mjs";
import { networkFacts } from "./network_facts.mjs";
import { runFacts } from "./run_facts.mjs";
import { sceneFacts } from "./scene_facts.mjs";
import { useFacts } from "./use_facts.mjs";

const [source, program, chromium, folder] = process.argv.slice(2);
const empty = readFileSync(source, "utf8"),
  screenshots = join(folder, "screenshots"),
  pages = join(folder, "pages");
for (const place of [screenshots, pages]) mkdirSync(place, { recursive: true });

const browser = await launch(chromium);
const stage = {
  empty,
  program,
  folder,
  /** A page with data (or with the text of it) as a file; its URL. */
  write(name, data) {
    const file = join(pages, `${name}.html`);
    writeFileSync(file, typeof data === "string" ? data : filled(empty, data));
    return pathToFileURL(file).href;
  },
  open: (url, how) => open(browser, url, how),
  /** Opens, checks, and closes; the page must not have complained, but of what is `allowed`. */
  async visit(url, { allowed, ...how }, check) {
    const { page, complaints, close } = await open(browser, url, how);
    try {
      const note = await check(page);
      const told = complaints.filter((text) => !allowed?.test(text));
      if (told.length > 0) throw new Error(told.join("\n"));
      return note;
    } finally {
      await close();
    }
  },
  screenshot: (page, name, options = { fullPage: true }) =>
    page.screenshot({ path: join(screenshots, `${name}.png`), ...options }),
};

lookFacts(stage);
useFacts(stage);
sceneFacts(stage);
networkFacts(stage);
dataFacts(stage);
runFacts(stage);
const good = await tryFacts();
await browser.close();
process.exit(good ? 0 : 1);
