// The champion's network: drawn, opened into the whole window, read and moved about in.
import { fact, holds, same } from "./facts.mjs";
import * as fixture from "./fixture.mjs";
import { reports } from "./look_facts.mjs";

const box = (page) =>
  page
    .locator("dialog svg")
    .getAttribute("viewBox")
    .then((text) => text.split(" ").map(Number));

export function networkFacts(stage) {
  const opened = (name, check, how = {}) =>
    stage.visit(stage.write(name, reports[name].data()), how, async (page) => {
      await page.locator(".open-network").first().focus();
      await page.keyboard.press("Enter");
      await page.locator("dialog.network[open]").waitFor();
      return check(page);
    });

  for (const [name, size, scheme, node] of [
    ["xor", "desktop", "light", "3"],
    ["mnist", "phone", "dark", "2"],
    ["xor", "phone", "light", "8"],
  ])
    fact(`network of ${name}, ${size}: opens over the whole window, and Escape closes it`, () =>
      opened(
        name,
        async (page) => {
          const { width, height } = await page.locator("dialog").boundingBox(),
            window = page.viewportSize();
          same([width, height], [window.width, window.height]);
          const drawn = await page.locator("dialog svg [data-source]").count();
          same(
            drawn,
            reports[name].data().runs[0].champion.svg.split("data-source").length - 1,
            "connections",
          );
          await page.locator(`dialog [data-node="${node}"]`).hover();
          await page.waitForTimeout(200);
          await stage.screenshot(page, `network-${name}-${size}-${scheme}`, {});
          await page.keyboard.press("Escape");
          await page.locator("dialog").waitFor({ state: "detached" });
          same(await page.evaluate(() => document.activeElement.className), "open-network", "focus");
        },
        { size, scheme },
      ),
    );

  fact("network: the node pointed at lights its own edges and is described", () =>
    opened("xor", async (page) => {
      await page.locator('dialog [data-node="3"]').hover();
      const ends = await page
        .locator("dialog path.lit")
        .evaluateAll((all) => all.map((edge) => [edge.dataset.source, edge.dataset.target]));
      holds(ends.length >= 5 && ends.every((pair) => pair.includes("3")), `lit: ${JSON.stringify(ends)}`);
      same(
        await page
          .locator("dialog path.edge:not(.lit)")
          .evaluateAll(
            (all) => all.filter((edge) => [edge.dataset.source, edge.dataset.target].includes("3")).length,
          ),
        0,
        "own edges that are dim",
      );
      holds(
        (await page.locator("dialog .node-panel").textContent()).startsWith("Node 3hidden 3, steep_tanh"),
        "not described",
      );
      await page.mouse.move(5, 300);
      same(await page.locator("dialog .lit").count(), 0, "still lit");
    }),
  );

  fact("network: Tab reaches the nodes, arrow keys go from node to node", () =>
    opened("xor", async (page) => {
      await page.keyboard.press("Tab");
      const node = () => page.evaluate(() => document.activeElement.getAttribute("data-node"));
      same(await node(), "0");
      await page.keyboard.press("ArrowDown");
      same(await node(), "1");
      await page.keyboard.press("ArrowRight");
      holds(!["0", "1", null].includes(await node()), `went to ${await node()}`);
      holds((await page.locator("dialog .lit").count()) > 0, "nothing is lit");
    }),
  );

  fact("network: a node that was clicked stays described", () =>
    opened("xor", async (page) => {
      await page.locator('dialog [data-node="8"]').click();
      await page.mouse.move(5, 300);
      holds((await page.locator("dialog .node-panel").textContent()).startsWith("Node 8"), "forgotten");
    }),
  );

  fact("network: keys, wheel and drag zoom and move it, 0 fits it again", () =>
    opened("xor", async (page) => {
      const whole = await box(page);
      await page.keyboard.press("+");
      const near = await box(page);
      holds(near[2] < whole[2] && near[0] > whole[0], "+ does not zoom in");
      await page.keyboard.press("ArrowRight");
      holds((await box(page))[0] > near[0], "ArrowRight does not move");
      await page.keyboard.press("0");
      same(
        await box(page),
        whole.map((value) => Number(value.toFixed(2))),
        "fitted",
      );
      await page.keyboard.press("-");
      holds((await box(page))[2] > whole[2], "- does not zoom out");
      await page.keyboard.press("0");
      await page.mouse.move(400, 700);
      await page.mouse.wheel(0, -240);
      holds((await box(page))[2] < whole[2], "the wheel does not zoom");
      const before = await box(page);
      await page.mouse.down();
      await page.mouse.move(500, 650, { steps: 4 });
      await page.mouse.up();
      const after = await box(page);
      holds(after[0] < before[0] && after[1] > before[1], "dragging does not move");
    }),
  );

  fact("network: two fingers pinch it larger", () =>
    opened(
      "xor",
      async (page) => {
        const before = await box(page);
        await page.locator("dialog .stage").evaluate((stage) => {
          stage.setPointerCapture = () => undefined;
          const touch = (type, pointerId, clientX, clientY) =>
            stage.dispatchEvent(
              new PointerEvent(type, { pointerId, clientX, clientY, pointerType: "touch", bubbles: true }),
            );
          touch("pointerdown", 1, 150, 300);
          touch("pointerdown", 2, 210, 300);
          for (let i = 1; i <= 6; ++i)
            (touch("pointermove", 1, 150 - 10 * i, 300), touch("pointermove", 2, 210 + 10 * i, 300));
          touch("pointerup", 1, 90, 300);
          touch("pointerup", 2, 270, 300);
        });
        holds((await box(page))[2] < before[2] * 0.6, "not larger");
      },
      { size: "phone" },
    ),
  );

  fact("network: a drawing of four thousand connections opens and answers", () => {
    const run = fixture.run({ task: "xor" }),
      edges = [],
      nodes = [],
      next = fixture.random(3);
    for (let i = 0; i < 800; ++i)
      nodes.push(
        `<circle cx="0" cy="${i * 6}" r="2" fill="#4d7a9e" data-node="${i}"><title>input ${i}</title></circle>`,
      );
    for (let i = 800; i < 810; ++i)
      nodes.push(
        `<circle cx="900" cy="${(i - 800) * 480}" r="9" fill="#3c8a63" data-node="${i}"><title>output ${i}</title></circle>`,
      );
    for (let i = 0; i < 4000; ++i)
      edges.push(
        `<path d="M0 ${(i % 800) * 6}L900 ${(i % 10) * 480}" stroke="#2f7fd8" stroke-width="1" fill="none" data-source="${i % 800}" data-target="${800 + (i % 10)}"><title>${i % 800} to ${800 + (i % 10)}: weight ${next().toFixed(3)}</title></path>`,
      );
    run.champion.svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-20 -20 940 4840">${edges.join("")}${nodes.join("")}</svg>`;
    return stage.visit(stage.write("network-large", fixture.report([run])), {}, async (page) => {
      await page.locator(".open-network").click();
      await page.locator('dialog [data-node="805"]').hover();
      same(await page.locator("dialog path.lit").count(), 400, "edges lit");
      holds(
        (await page.locator(".node-panel").textContent()).includes("and 340 weaker ones"),
        "the list is not cut",
      );
    });
  });

  // Reading the text as SVG already makes the browser tell what its policy would have stopped: that is allowed here.
  fact("network: what is no drawing is left out of it", () => {
    const run = fixture.run({ task: "xor" });
    run.champion.svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 100" onload="window.hit=1">
      <script>window.hit = 2</script><style>* { fill: red }</style><foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="window.hit=3"/></body></foreignObject>
      <image href="https://example.org/a.png"/><use xlink:href="#a"/><a href="javascript:window.hit=4"><circle r="3"/></a>
      <animate attributeName="href" values="javascript:window.hit=5"/>
      <circle id="a" cx="50" cy="50" r="9" fill="url(https://example.org/b.svg#c)" style="fill: url(https://example.org/d)" onclick="window.hit=6" data-node="1"><title>input 1</title></circle></svg>`;
    return stage.visit(
      stage.write("network-hostile", fixture.report([run])),
      { allowed: /Content Security Policy/ },
      async (page) => {
        await page.locator(".open-network").click();
        await page.locator('dialog [data-node="1"]').click();
        same(await page.evaluate(() => window.hit), undefined, "script that ran");
        same(
          await page.locator("dialog svg *").evaluateAll((all) => [...new Set(all.map((e) => e.localName))]),
          ["circle", "title"],
          "elements",
        );
        const attributes = await page
          .locator("dialog circle")
          .evaluate((circle) => circle.getAttributeNames().sort());
        same(
          attributes,
          ["aria-label", "class", "cx", "cy", "data-node", "r", "role", "tabindex"],
          "attributes",
        );
      },
    );
  });

  fact("network: a drawing that cannot be read is said to be so", () => {
    const run = fixture.run({ task: "xor" });
    run.champion.svg = "<svg <<";
    return stage.visit(
      stage.write("network-broken", fixture.report([run])),
      { allowed: /Content Security Policy/ },
      async (page) => {
        same(await page.getByText("The drawing of this network cannot be read.").isVisible(), true);
      },
    );
  });
}
