// axe-core on the first screen, on results and while correcting, in light and dark: no serious or critical finding.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { expect, trySample } from "./steps.mjs";

export default async function (browser) {
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  for (const colorScheme of ["light", "dark"]) {
    const page = await browser.open("/", { colorScheme, reducedMotion: "reduce" });
    await page.waitForSelector(".sample");
    await page.evaluate(axe);
    const check = async where => {
      await page.waitForTimeout(300);
      const { violations, passes } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
      const bad = violations.filter(v => ["serious", "critical"].includes(v.impact));
      for (const { impact, id, nodes } of violations) {
        console.log(`${colorScheme}, ${where}: ${impact} ${id}: ${nodes.map(n => `${n.target} ${n.any[0]?.message ?? ""}`).join("; ")}`);
      }
      expect(passes.length > 10 && bad.length === 0, `no serious finding on ${where} in ${colorScheme}`);
    };

    await browser.keepPicture(`${colorScheme}-first`, page);
    await check("the first screen");
    await page.click("#profiles summary");
    await check("the profiles");
    await page.keyboard.press("Escape");
    await trySample(page, "O2 Arena");
    await page.click("#details-seen summary");
    await page.click("#details-said summary");
    await page.click(".why summary");
    await page.check("#show-seen");
    await browser.keepPicture(`${colorScheme}-results`, page, { fullPage: true });
    await check("results");
    await page.uncheck("#show-seen");
    await page.click(".edit");
    await check("correcting");
    const back = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number)[0]);
    expect(colorScheme === "dark" ? back < 60 : back > 200, `a ${colorScheme} page`);
  }
}
