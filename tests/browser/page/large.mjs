// A picture of 50 megapixels does not stop the page: nothing waits longer than half a second for its turn.

import { deflateSync } from "node:zlib";
import { annotate, expect } from "./steps.mjs";
import { png } from "./png.mjs";

export default async function (browser) {
  const page = await browser.open();
  await page.waitForSelector(".sample");
  await page.evaluate(() => {
    let last = performance.now();
    window.longest = 0;
    setInterval(() => {
      const now = performance.now();
      window.longest = Math.max(window.longest, now - last);
      last = now;
    }, 10);
  });
  const picture = { name: "large.png", mimeType: "image/png", buffer: png(8000, 6250, deflateSync) };
  await annotate(page, "Adele in London", picture);
  await page.waitForTimeout(500);
  const longest = await page.evaluate(() => window.longest);
  console.log(`the longest wait was ${Math.round(longest)} ms`);
  expect(longest < 500, "a page that goes on");
}
