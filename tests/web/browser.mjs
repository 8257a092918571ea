// A browser over one page: what the page complains about, asks for and shows.
import { chromium } from "playwright-core";

export const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 900 } };
export const schemes = ["light", "dark"];

export async function launch(program) {
  // Chromium's own sandbox does not work for root, as in containers; what is opened here is our own page.
  return chromium.launch({ executablePath: program, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}

/** An open page with `complaints`: everything it wrote to the console, threw, or asked for besides itself. */
export async function open(browser, url, { size = "desktop", scheme = "light", ...more } = {}) {
  const context = await browser.newContext({
    viewport: sizes[size],
    colorScheme: scheme,
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
    ...more,
  });
  const page = await context.newPage(),
    complaints = [];
  page.on("console", (message) => complaints.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== url && !/^(data|blob):/.test(request.url()))
      complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url, { waitUntil: "load" });
  await page.locator("main").waitFor();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return { page, complaints, close: () => context.close() };
}

/** Pixels of a canvas that are neither clear nor grey: curves and areas, not grids and numbers. */
export const colouredPixels = (page, selector) =>
  page
    .locator(`${selector} canvas`)
    .first()
    .evaluate((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let found = 0;
      for (let i = 0; i < data.length; i += 4)
        if (
          data[i + 3] > 24 &&
          Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 24
        )
          ++found;
      return found;
    });

/** What sticks out of the window sideways and cannot be scrolled to within its own frame. */
export const overflowing = (page) =>
  page.evaluate(() => {
    const framed = (element) => {
      for (let e = element.parentElement; e; e = e.parentElement)
        if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(e).overflowX))
          return e !== document.body && e !== document.documentElement;
      return false;
    };
    const found = [];
    if (document.documentElement.scrollWidth > innerWidth)
      found.push(`the page is ${document.documentElement.scrollWidth} wide in ${innerWidth}`);
    for (const element of document.body.querySelectorAll("*")) {
      const { right, width, left } = element.getBoundingClientRect();
      if (
        width > 0 &&
        (right > innerWidth + 0.5 || (left < -0.5 && !element.classList.contains("skip"))) &&
        !framed(element)
      )
        found.push(
          `${element.tagName.toLowerCase()}.${element.getAttribute("class")} ends at ${right.toFixed(0)}`,
        );
    }
    return found;
  });

/** Texts whose contrast with what lies behind them is below WCAG AA. */
export const faint = (page) =>
  page.evaluate(() => {
    const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgba = (text) => {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = text;
      pen.fillRect(0, 0, 1, 1);
      return [...pen.getImageData(0, 0, 1, 1).data];
    };
    const over = ([r, g, b, a], back) => [r, g, b].map((value, i) => (value * a + back[i] * (255 - a)) / 255);
    const behind = (element) => {
      const layers = [];
      for (let e = element; e; e = e.parentElement) {
        const layer = rgba(getComputedStyle(e).backgroundColor);
        if (layer[3] > 0) layers.push(layer);
        if (layer[3] === 255) break;
      }
      return layers.reverse().reduce((back, layer) => over(layer, back), [255, 255, 255]);
    };
    const luminance = (rgb) =>
      rgb
        .map((value) => value / 255)
        .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const found = new Set(),
      texts = document.createTreeWalker(document.getElementById("page"), NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const element = text.parentElement,
        style = getComputedStyle(element);
      if (
        !text.data.trim() ||
        element.closest("svg, .off, .skip") ||
        !element.checkVisibility({ visibilityProperty: true })
      )
        continue;
      const back = behind(element),
        front = over(rgba(style.color), back);
      const [dark, bright] = [luminance(front), luminance(back)].sort((a, b) => a - b),
        ratio = (bright + 0.05) / (dark + 0.05);
      const size = parseFloat(style.fontSize),
        large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
      if (ratio < (large ? 3 : 4.5))
        found.add(
          `"${text.data.trim().slice(0, 30)}" (${element.className || element.tagName}) ${ratio.toFixed(2)}`,
        );
    }
    return [...found];
  });
