// Without a mouse, from the first screen to a corrected post.

import { answered, card, copied, expect, tabTo } from "./steps.mjs";

const Square = "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'/>";

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
  await page.waitForFunction(() => document.getElementById("status").textContent.includes("name"));

  // Each profile by the arrow keys: nothing runs, the focus stays, and the answer says who made it.
  let asked = 0;
  page.on("request", request => asked += request.url().endsWith("/v1/annotate") ? 1 : 0);
  await tabTo(page, "#profiles summary", "Shift+Tab");
  await press("Enter");
  await tabTo(page, "#profile-list input:checked");
  const made = await page.evaluate(() => document.activeElement.value);
  const all = await page.locator("#profile-list input").count();
  for (let i = 1; i <= all; i++) {
    await press("ArrowDown");
    const now = await page.evaluate(() => [document.activeElement.name, document.activeElement.value, document.activeElement.checked]);
    expect(now[0] === "profile" && now[2], "the focus on the next profile");
    const offer = await page.locator("#again .again").allTextContents();
    expect(offer.join() === (now[1] === made ? "" : `Annotate again with ${now[1]}`), `an offer for ${now[1]}, not "${offer}"`);
    if (i === 1) await page.waitForFunction(name => document.getElementById("status").textContent.endsWith(`annotate again with ${name}.`), now[1]);
  }
  expect(asked === 0, `nothing run by a choice alone, but ${asked} times of ${all}`);
  expect(all > 1, "several profiles");
  while (await page.evaluate(() => document.activeElement.value) !== "builtin") await press("ArrowDown");
  await tabTo(page, "#again-here .again");
  await press("Enter");
  await page.waitForFunction(() => document.activeElement.id === "results-title");
  expect(asked === 1 && await page.locator(".again").count() === 0, "the answer of the other profile");
  expect((await copied(page)).provenance.profile === "builtin", "the profile that was chosen");
  expect(!await page.evaluate(() => document.getElementById("profiles").open), "the profiles closed behind it");
  await tabTo(page, "#profiles summary", "Shift+Tab");
  await press("Enter");
  await tabTo(page, "#profile-list input:checked");
  while (await page.evaluate(() => document.activeElement.value) !== made) await press("ArrowDown");
  await press("Escape");

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
  expect(await page.getAttribute(".words", "aria-readonly") === "true", "a field that says that it takes no letters");

  // What was corrected is not lost unasked.
  const questions = [];
  page.on("dialog", dialog => questions.push(dialog.message()) && dialog.dismiss());
  for (const id of ["annotate", "reset", "remove"]) {
    await page.focus(`#${id}`);
    await press("Enter");
  }
  await page.focus("#text");
  await press("Control+Enter");
  await page.setInputFiles("#file", { name: "new.svg", mimeType: "image/svg+xml", buffer: Buffer.from(Square) });
  for (let i = 0; i < 50 && questions.length < 5; i++) await page.waitForTimeout(20);
  expect(questions.length === 5 && questions.every(q => q.includes("by hand")), `a question each, not ${questions}`);
  expect((await copied(page)).entities[0].type === "LOC", "the correction kept");

  // The same line twice is told twice.
  await page.evaluate(() => {
    globalThis.told = [];
    new MutationObserver(() => told.push(document.getElementById("status").textContent)).observe(
      document.getElementById("status"), { childList: true });
  });
  await page.click("[data-take=copy]");
  await page.waitForFunction(() => told.join("|") === "|The JSON is copied.");

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
  expect(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none"), "the focus seen where it went");
  await page.focus("#revert");
  await press("Enter");
  expect(JSON.stringify((await copied(page)).entities) === JSON.stringify(before.entities), "the answer as it was");
  expect(await card(page, "Adele").count() === 1, "the name as it was");
}
