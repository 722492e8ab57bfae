// Two runs side by side: in light and dark, on a phone, without scripts.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { expect, expectNoSideways } from "../page/steps.mjs";

export default async function (browser) {
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  for (const colorScheme of ["light", "dark"]) {
    const page = await browser.open("", { colorScheme });
    await page.waitForSelector(".filters:not([hidden])");
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    const bad = violations.filter(v => ["serious", "critical"].includes(v.impact));
    expect(bad.length === 0, `no serious finding in ${colorScheme}: ${bad.map(v => `${v.id} ${v.nodes.slice(0, 3).map(n => n.target)}`)}`);
    const widths = await page.locator("article >> nth=0").locator("svg").evaluateAll(all => all.map(s => s.getBoundingClientRect().width));
    expect(widths.length === 2 && widths[0] > 300 && Math.abs(widths[0] - widths[1]) < 1, `two pictures of one width, not ${widths}`);
    await browser.keepPicture(`pair-${colorScheme}`, page);

    const all = await page.textContent("#shown");
    await page.check("[value=differ]");
    expect(await page.textContent("#shown") !== all, "not all posts");
    expect(await page.locator("article:visible .same").count() === 0, "only those where the answers differ");
  }

  const phone = await browser.open("", { viewport: { width: 360, height: 740 } });
  await expectNoSideways(phone, "on a phone");
  await browser.keepPicture("pair-phone", phone, { fullPage: false });

  const bare = await browser.open("", { javaScriptEnabled: false });
  expect(await bare.locator("article:visible").count() === 30, "all posts without scripts");
  expect(await bare.locator("#find:visible").count() === 0, "nothing that needs scripts");
}
