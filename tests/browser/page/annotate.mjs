// A photograph from the first screen to the overlay: PHOTO=FILE [TEXT=...] [NAME=...].

import { annotate, card, copied, download, expect } from "./steps.mjs";

export default async function (browser, { PHOTO, TEXT = "Eileen Collins smiles before her flight for NASA", NAME = "Eileen Collins" }) {
  const page = await browser.open();
  await page.waitForSelector("#profiles:not([hidden])");
  await page.waitForSelector(".sample");
  const samples = await page.locator(".sample").allTextContents();
  expect(!samples.some(s => /\s[,.:;!?]/.test(s)), `samples as people write them, not ${samples}`);
  await annotate(page, TEXT, PHOTO);

  const mark = page.locator(".mark", { hasText: NAME });
  expect(await mark.count() === 1, `"${NAME}" marked once in the text`);
  expect((await page.textContent("#found-text")) === TEXT, "the whole text, unchanged");
  expect((await card(page, NAME).textContent()).includes("in the picture"), "whether it is in the picture");
  const box = page.locator(`.box[aria-label^="${NAME}"]`);
  expect(await box.count() === 1, "its box");
  const [outer, inner] = [await page.locator("#stage").boundingBox(), await box.boundingBox()];
  const within = inner.x >= outer.x - 1 && inner.y >= outer.y - 1 && inner.x + inner.width <= outer.x + outer.width + 1;
  expect(within, "a box within the picture");
  expect(await page.locator(".mask").count() >= 1, "its outline");
  await browser.keepPicture("photo", page);

  await page.click("#details-seen summary");
  expect(await page.locator("#details-seen .candidate").count() > 0, "what was seen");
  await page.locator("#details-seen .candidate").first().hover();
  expect(await page.locator(".hint").count() === 1, "a thing that was seen shown where it is");
  await page.click("#details-said summary");
  expect((await page.textContent("#details-said")).includes("Outlines"), "what each stage said");
  await browser.keepPicture("photo-details", page, { fullPage: true });

  const annotation = await copied(page);
  expect(annotation.text === TEXT && annotation.offsets === "utf-16", "the answer as JSON");
  const overlay = await download(page, "overlay");
  expect(overlay.bytes.subarray(1, 4).toString() === "PNG" && overlay.bytes.length > 10_000, "an overlay");
  expect(overlay.bytes.readUInt32BE(16) === annotation.image.width, "an overlay of the picture's size");
  const [{ box: place }] = annotation.entities.find(e => e.text === NAME).regions;
  const drawn = await page.evaluate(inkOf, { png: overlay.bytes.toString("base64"), box: place });
  expect(drawn, "the box drawn on the overlay");
}

// Whether the box's left edge has the colour of its type.
async function inkOf({ png, box }) {
  const bytes = Uint8Array.from(atob(png), c => c.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = new OffscreenCanvas(picture.width, picture.height), pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  const [r, g, b] = pen.getImageData(Math.round(box[0]), Math.round((box[1] + box[3]) / 2), 1, 1).data;
  return Math.abs(r - 0xd5) + Math.abs(g - 0x5e) + Math.abs(b) < 12;
}
