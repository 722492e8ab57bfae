// By mouse: a box dragged and drawn, words selected, then the post downloaded: [OUT=FILE.jsonl] keeps what comes.

import { writeFile } from "node:fs/promises";
import { card, download, expect, trySample } from "./steps.mjs";

export default async function (browser, { OUT }) {
  const page = await browser.open();
  await trySample(page, "O2 Arena");

  // The lower right corner of the first box, dragged by a tenth of the picture.
  await card(page, "Adele").locator(".edit").click();
  const stage = await page.locator("#stage").boundingBox();
  const corner = await page.locator(".handle.se").boundingBox();
  const [x, y] = [corner.x + corner.width / 2, corner.y + corner.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + stage.width / 20, y - stage.height / 20);
  await page.mouse.move(x + stage.width / 10, y - stage.height / 10);
  await page.mouse.up();
  await browser.keepPicture("corrected", page, { fullPage: true });
  await card(page, "Adele").locator(".edit").click();

  // A box drawn for a place that was not in the picture.
  await card(page, "O2 Arena").locator(".edit").click();
  await drag(page, stage, [0.1, 0.1], [0.9, 0.9]);
  expect((await card(page, "O2 Arena").textContent()).includes("in the picture"), "the place in the picture, by hand");
  await card(page, "O2 Arena").locator(".edit").click();

  // Words selected in the text become a name.
  await page.evaluate(() => {
    const walker = document.createTreeWalker(document.getElementById("found-text"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.data.indexOf("tonight");
      if (at >= 0) getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + 7);
    }
  });
  await page.click("#selection button:has-text('OTHER')");
  expect(await card(page, "tonight").count() === 1, "a name of the selected words");

  const jsonl = await download(page, "jsonl");
  const post = JSON.parse(jsonl.bytes.toString());
  const [adele, arena] = ["Adele", "O2 Arena"].map(name => post.entities.find(e => post.text.slice(e.start, e.end) === name));
  const boxOf = e => e.box ?? e.regions[0].box;
  expect(Math.abs(boxOf(arena)[0] - 96) < 3 && Math.abs(boxOf(arena)[3] - 576) < 3, `the drawn box in pixels, not ${boxOf(arena)}`);
  expect(boxOf(adele)[2] > 650, `the dragged corner, not ${boxOf(adele)}`);
  expect(post.entities.some(e => post.text.slice(e.start, e.end) === "tonight" && e.type === "OTHER"), "the added name");
  expect(/^concert-\w+$/.test(post.id), `a name of its own, not ${post.id}`);
  if (OUT) await writeFile(OUT, jsonl.bytes);

  for (const form of ["coco", "label-studio"]) {
    const file = await download(page, form);
    expect(JSON.parse(file.bytes.toString()) !== null, `a file of ${form}`);
  }

  // Whoever changes the text sees that what stands below is of the one before.
  await page.fill("#text", "Another text");
  expect((await page.textContent("#again")).includes("before it was changed"), "a mark that the answer is old");
}

async function drag(page, stage, [x0, y0], [x1, y1]) {
  await page.mouse.move(stage.x + stage.width * x0, stage.y + stage.height * y0);
  await page.mouse.down();
  await page.mouse.move(stage.x + stage.width * (x0 + x1) / 2, stage.y + stage.height * (y0 + y1) / 2);
  await page.mouse.move(stage.x + stage.width * x1, stage.y + stage.height * y1);
  await page.mouse.up();
}
