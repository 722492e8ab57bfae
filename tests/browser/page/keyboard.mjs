// Without a mouse, from the first screen to a corrected post.

import { answered, card, copied, expect, tabTo } from "./steps.mjs";

export default async function (browser) {
  const page = await browser.open();
  await page.waitForSelector(".sample");
  const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };

  // Profiles open and close.
  await tabTo(page, "#profiles summary");
  await press("Enter");
  await page.waitForSelector("#profile-list input:checked");
  await press("Escape");
  expect(!await page.evaluate(() => document.getElementById("profiles").open), "Escape to close the profiles");

  // A text of one's own.
  await tabTo(page, "#text");
  await page.keyboard.type("Adele sings in London 🎸 for Sony");
  await tabTo(page, "#annotate");
  await press("Enter");
  await answered(page);
  expect(await page.evaluate(() => document.activeElement.id) === "results-title", "the focus on what was found");
  expect((await page.textContent("#status")).includes("name"), "the answer told to those who listen");

  // A sample with its picture.
  await tabTo(page, "#reset", "Shift+Tab");
  await press("Enter");
  await tabTo(page, ".sample");
  await press("Enter");
  await answered(page);
  await tabTo(page, ".mark");
  const before = await copied(page);

  // Its box: moved, one corner moved, removed, added.
  await tabTo(page, ".edit");
  await press("Enter");
  await tabTo(page, ".box[role=group]", "Shift+Tab");
  await press("ArrowRight", "ArrowRight", "Shift+ArrowDown");
  await tabTo(page, ".handle.se");
  await press("ArrowLeft");
  const moved = (await copied(page)).entities[0].regions[0];
  const was = before.entities[0].regions[0].box;
  expect(moved.box[0] > was[0] && moved.box[1] > was[1] && moved.box[2] > was[0], `a moved box, not ${moved.box} from ${was}`);
  expect(moved.box[2] - moved.box[0] < was[2] - was[0], "a narrower box");
  expect(moved.mask === undefined, "no outline that does not fit");

  // The type.
  await page.focus(".kinds input:checked");
  await press("ArrowDown");
  expect((await copied(page)).entities[0].type === "LOC", "another type");

  // The words, by Shift and the arrow keys, and by the steps.
  await page.focus(".words");
  await page.waitForTimeout(50);
  await press("Home", "Control+Shift+ArrowRight", "Control+Shift+ArrowRight", "Enter");
  const longer = (await copied(page)).entities[0];
  expect(longer.text === "Adele lights", `longer words, not "${longer.text}"`);
  await page.focus("[id^=end-back]");
  await press("Enter");
  expect(await page.evaluate(() => document.activeElement.id.startsWith("end-back")), "the focus kept on the step");
  expect((await copied(page)).entities[0].text === "Adele light", "one letter less");
  await browser.keepPicture("keyboard", page);

  // A name added and removed, and all taken back.
  await tabTo(page, "#add");
  await press("Enter");
  const names = (await copied(page)).entities.length;
  expect(names === before.entities.length + 1, "a name more");
  await tabTo(page, ".editor .danger");
  await press("Enter");
  await page.focus("#revert");
  await press("Enter");
  expect(JSON.stringify((await copied(page)).entities) === JSON.stringify(before.entities), "the answer as it was");
  expect(await card(page, "Adele").count() === 1, "the name as it was");
}
