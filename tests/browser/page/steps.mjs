// What several scenarios do and look at.

export function expect(condition, what) {
  if (!condition) throw new Error(`Expected: ${what}`);
}

/** Types a text, chooses a picture if there is one, and waits for the answer; answers with the milliseconds that it took. */
export async function annotate(page, text, picture) {
  await page.fill("#text", text);
  if (picture) {
    await page.setInputFiles("#file", picture);
    await page.waitForSelector("#figure:not([hidden])");
  }
  const since = performance.now();
  await page.click("#annotate");
  await answered(page);
  return performance.now() - since;
}

export async function answered(page) {
  await page.waitForSelector("#results:not([hidden]), #error p");
  const trouble = await page.$("#error p");
  expect(!trouble, `an answer, not "${await trouble?.textContent()}"`);
}

/** Clicks the sample of a name (a part of its text) and waits for the answer. */
export async function trySample(page, part) {
  await page.click(`.sample:has-text("${part}")`);
  await answered(page);
}

/** Presses Tab until the focus is on an element that matches. */
export async function tabTo(page, selector, key = "Tab") {
  for (let i = 0; i < 150; i++) {
    if (await page.evaluate(s => document.activeElement?.matches(s) ?? false, selector)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`Tab never came to ${selector}`);
}

/** What is said of an entity in the list. */
export const card = (page, name) => page.locator(`.entity:has(.name:text-is("${name}"))`);

/** Fails where the page is wider than the window. */
export async function expectNoSideways(page, where) {
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(wide <= window, `no sideways scrolling ${where}, but the page is ${wide} wide in ${window}`);
}

/** The annotation as the page would copy it. */
export async function copied(page) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate(() => { document.getElementById("status").textContent = ""; });
  await page.click("[data-take=copy]");
  await page.waitForFunction(() => document.getElementById("status").textContent.includes("copied"));
  return JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
}

/** Takes the post along in a form; answers with the file's name and its bytes. */
export async function download(page, form) {
  const [file] = await Promise.all([page.waitForEvent("download"), page.click(`[data-take=${form}]`)]);
  const chunks = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk);
  return { name: file.suggestedFilename(), bytes: Buffer.concat(chunks) };
}
