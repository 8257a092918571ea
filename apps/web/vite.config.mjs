// Builds dist/report.html: one file with script and style inside, which loads nothing from anywhere.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

// Only this script and this style may run; text from a run that looks like either is inert.
const policy = (script, style) =>
  `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src data:; ` +
  "base-uri 'none'; form-action 'none'";

const notice = () =>
  `<!-- Contains uPlot (https://github.com/leeoniya/uPlot):\n${readFileSync("node_modules/uplot/LICENSE", "utf8").trim()}\n-->`;

function take(bundle, ending) {
  const name = Object.keys(bundle).find((file) => file.endsWith(ending));
  const { code, source } = bundle[name];
  delete bundle[name];
  return (code ?? String(source)).trim();
}

function singleFile() {
  return {
    name: "single-file",
    enforce: "post",
    generateBundle(_, bundle) {
      const script = take(bundle, ".js").replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
      const style = take(bundle, ".css").replaceAll("</style", "<\\/style");
      const page = Object.values(bundle).find((file) => file.fileName.endsWith(".html"));
      page.fileName = "report.html";
      page.source = String(page.source)
        .replace(/\s*<script type="module"[^>]*><\/script>/, "")
        .replace(/\s*<link rel="stylesheet"[^>]*>/, "")
        .replace("<!--policy-->", () => `<meta http-equiv="Content-Security-Policy" content="${policy(script, style)}">`)
        .replace("<!--notice-->", notice)
        .replace("<!--style-->", () => `<style>${style}</style>`)
        .replace("<!--script-->", () => `<script type="module">${script}</script>`);
    },
  };
}

export default defineConfig({
  base: "./",
  publicDir: false,
  logLevel: "warn",
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    rollupOptions: { input: "report.html" },
  },
  plugins: [singleFile()],
});
