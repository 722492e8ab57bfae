// A server that asks for a key: KEY=...

import { answered, expect } from "./steps.mjs";

export default async function (browser, { KEY }) {
  browser.expect(/status of 401/);
  const page = await browser.open();
  await page.waitForSelector("#key-dialog[open]");
  await page.fill("#key", "wrong");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.getElementById("key-title").textContent.includes("not the right one"));
  await browser.keepPicture("key", page);
  await page.fill("#key", KEY);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#profiles:not([hidden])");
  await page.fill("#text", "Adele in London");
  await page.click("#annotate");
  await answered(page);
  expect(!await page.evaluate(() => document.getElementById("key-dialog").open), "the dialog closed");
}
