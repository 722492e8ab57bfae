// What goes wrong is said in one line, and the page goes on.

import { deflateSync } from "node:zlib";
import { answered, expect } from "./steps.mjs";
import { png } from "./png.mjs";

export default async function (browser) {
  browser.expect(/status of 4\d\d|ERR_INTERNET_DISCONNECTED/);
  const page = await browser.open();
  await page.waitForSelector(".sample");
  const says = async (pattern, what) => {
    await page.waitForFunction(source => new RegExp(source).test(document.querySelector("#error p")?.textContent ?? ""), pattern.source)
      .catch(async () => { throw new Error(`Expected: ${what}, not "${await page.textContent("#error")}"`); });
    const line = await page.textContent("#error p");
    expect(!line.includes("\n") && line.length < 400, `one line for ${what}`);
    console.log(line);
  };

  await page.click("#annotate");
  await says(/Type the text/, "a post without text");

  await page.setInputFiles("#file", { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("words") });
  await says(/notes.txt is no picture/, "a file that is no picture");
  await page.setInputFiles("#file", { name: "broken.png", mimeType: "image/png", buffer: Buffer.from("no png") });
  await says(/broken.png is no picture that can be read/, "a broken picture");
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add("words", "text/plain");
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
  });
  await says(/pasted is no picture/, "pasted words");

  // The browser shows a drawing in SVG, the server does not read it.
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><circle cx="32" cy="32" r="30"/></svg>';
  await page.setInputFiles("#file", { name: "drawing.svg", mimeType: "image/svg+xml", buffer: Buffer.from(svg) });
  await page.waitForSelector("#figure:not([hidden])");
  await page.fill("#text", "Adele in London");
  await page.click("#annotate");
  await says(/picture cannot be read/, "a picture that the server cannot read");
  await browser.keepPicture("error", page);

  // More bytes than the server takes, behind a small picture.
  const heavy = Buffer.concat([png(64, 64, deflateSync), Buffer.alloc(22_000_000)]);
  await page.setInputFiles("#file", { name: "heavy.png", mimeType: "image/png", buffer: heavy });
  await page.waitForFunction(() => document.getElementById("picture-about").textContent.startsWith("heavy"));
  await page.click("#annotate");
  await says(/too large|does not answer/, "too many bytes");

  await page.context().setOffline(true);
  await page.click("#annotate");
  await says(/server does not answer/, "a server that is away");
  await page.context().setOffline(false);

  await page.click("#remove");
  await page.click("#annotate");
  await answered(page);
  expect(await page.locator("#error p").count() === 0, "the line gone with the next answer");

  // 20,001 characters.
  await page.fill("#text", "a ".repeat(10_001));
  await page.click("#annotate");
  await says(/./, "too long a text");
}
