// Label Studio's own front end shows our task: node formats/label-studio.mjs TASK.json CONFIG.xml PICTURE [SCREENSHOTS=DIR]
// TASK.json is one task with one prediction. Prints what the front end holds, as it would export it: {"result":[...]}. Exit code 0 where
// the prediction is shown whole.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { openBrowser } from "../browser.mjs";

const [taskFile, configFile, picture, ...rest] = process.argv.slice(2);
const given = Object.fromEntries(rest.map(pair => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
const frontEnd = join(dirname(createRequire(import.meta.url).resolve("label-studio-frontend/package.json")), "dist", "lsf");
const task = JSON.parse(await readFile(taskFile, "utf8"));
const config = await readFile(configFile, "utf8");
task.data.image = "/picture";

const shell = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Label Studio</title>
<link rel="stylesheet" href="/lsf/css/main.css"><div id="label-studio"></div><script src="/lsf/js/main.js"></script></html>`;
const types = { css: "text/css", js: "text/javascript", wasm: "application/wasm" };

const server = createServer(async (request, response) => {
  const path = new URL(request.url, "http://localhost").pathname;
  try {
    if (path === "/") {
      response.setHeader("content-type", "text/html; charset=utf-8").end(shell);
    } else if (path === "/picture") {
      response.setHeader("content-type", "image/png").end(await readFile(picture));
    } else if (path.startsWith("/lsf/") && !path.includes("..")) {
      response.setHeader("content-type", types[path.split(".").pop()] ?? "application/octet-stream").end(await readFile(join(frontEnd, path.slice(5))));
    } else {
      response.writeHead(404).end();
    }
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise(ready => server.listen(0, "127.0.0.1", ready));
const browser = await openBrowser(`http://127.0.0.1:${server.address().port}/`, given);
try {
  const page = await browser.open("/", { viewport: { width: 1400, height: 1300 } });
  const shown = await page.evaluate(async ({ config, task }) => {
    const loaded = new Promise(resolve => {
      window.studio = new LabelStudio("label-studio", {
        config,
        task: { id: 1, data: task.data, annotations: [], predictions: task.predictions.map((p, i) => ({ id: `${i + 1}`, ...p })) },
        interfaces: ["panel", "update", "controls", "side-column", "annotations:menu", "annotations:current", "predictions:menu", "predictions:tabs"],
        user: { id: 1, pk: 1, firstName: "R", lastName: "G" },
        onLabelStudioLoad: resolve,
      });
    });
    const { annotationStore: store } = await loaded;
    const copy = store.addAnnotationFromPrediction(store.predictions[0]);
    store.selectAnnotation(copy.id);
    window.shown = () => store.selected;
    return { regions: store.selected.regionStore.regions.length };
  }, { config, task });

  // The picture is drawn after it was fetched, and masks after that.
  await page.waitForFunction(() => document.querySelectorAll("canvas").length > 0, null, { timeout: 20_000 });
  await page.waitForTimeout(2500);
  const marks = await page.evaluate(() => ({
    result: window.shown().serializeAnnotation(),
    relations: window.shown().relationStore.relations.length,
    highlighted: [...document.querySelectorAll(".htx-highlight")].map(h => h.textContent),
    drawn: [...document.querySelectorAll("canvas")].filter(c => c.width && c.height
      && c.getContext("2d").getImageData(0, 0, c.width, c.height).data.some(v => v)).length,
  }));
  await browser.keepPicture("label-studio", page);
  console.log(JSON.stringify({ ...shown, ...marks }));
} catch (fault) {
  console.error(fault.stack ?? String(fault));
  for (const line of browser.heard) console.error(`  heard: ${line}`);
  await browser.keepPicture("failed");
  process.exitCode = 1;
} finally {
  await browser.close();
  server.close();
}
