// As wide as a small phone, by touch.

import { card, expect, expectNoSideways, trySample } from "./steps.mjs";

export default async function (browser) {
  const page = await browser.open("/", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
  await page.waitForSelector(".sample");
  await expectNoSideways(page, "on the first screen");
  expect(await page.isVisible("#choose-small") && await page.isVisible("#annotate"), "both buttons on the first screen");
  await browser.keepPicture("phone-first", page);
  await page.tap("#profiles summary");
  await expectNoSideways(page, "with the profiles open");
  const panel = await page.locator("#profile-list").boundingBox();
  expect(panel.x >= 0 && panel.x + panel.width <= 360, "the profiles within the window");
  await page.keyboard.press("Escape");
  await trySample(page, "O2 Arena");
  await page.tap("#details-seen summary");
  await page.tap("#details-said summary");
  await expectNoSideways(page, "on results");
  await browser.keepPicture("phone-results", page, { fullPage: true });
  await card(page, "Adele").locator(".edit").tap();
  await expectNoSideways(page, "while correcting");
  await browser.keepPicture("phone-correcting", page, { fullPage: true });
  const small = await page.evaluate(() => [...document.querySelectorAll("button, summary, input[type=radio]")]
    .filter(e => e.offsetParent && !e.closest(".stage"))
    .map(e => [e.textContent || e.id, (e.closest("label") ?? e).getBoundingClientRect().height]).filter(([, h]) => h < 20));
  expect(small.length === 0, `nothing too small to tap, but ${JSON.stringify(small)}`);
}
