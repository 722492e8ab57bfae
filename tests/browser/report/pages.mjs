// The report of a run of 10,000 posts: paints at once, and filters, searches and turns pages without stopping. POSTS=number.

import { expect } from "../page/steps.mjs";

const slow = 1000; // Generous: the machine may be busy. About 30 ms where it is not.

export default async function (browser, { POSTS = "10000" }) {
  const total = Number(POSTS);
  const since = performance.now();
  const page = await browser.open("");
  await page.waitForSelector(".filters:not([hidden])");
  const paint = await page.evaluate(() => Math.round(performance.getEntriesByName("first-contentful-paint")[0].startTime));
  console.log(`first paint after ${paint} ms, all of it there after ${Math.round(performance.now() - since)} ms`);
  expect(paint < 3000, "a first paint within 3 s");

  const bars = await page.locator("nav").evaluateAll(list => list.map(nav => nav.getAttribute("aria-label")));
  expect(bars.length === 2 && bars[0] !== bars[1], `bars of pages that are told apart, not ${bars}`);

  // One step, its time until the screen shows it, and what the page then says.
  const step = async (name, act) => {
    const [took, said] = await page.evaluate(async source => {
      const since = performance.now();
      const box = value => document.querySelector(`.filters input[value="${value}"]`);
      await new Function("box", `return (async () => { ${source} })()`)(box);
      await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
      return [Math.round(performance.now() - since), document.getElementById("shown").textContent];
    }, act);
    console.log(`${name}: ${took} ms, ${said}`);
    expect(took < slow, `${name} within ${slow} ms, not ${took}`);
    return said;
  };
  const articles = () => page.locator("article:visible").count();

  expect(await articles() === 25, "25 posts at a time");
  expect((await step("wrong", "box('wrong').click()")).startsWith("1 to 25 of "), "posts with something wrong");
  expect((await step("wrong persons", "box('type-504552').click()")).includes(" of "), "posts with wrong persons");
  expect((await page.locator("article:visible .wrong").count()) >= await articles(), "something wrong in each");
  await step("all again", "document.querySelector('.filters').reset(); await new Promise(r => setTimeout(r));");
  expect(await page.textContent("#shown") === `1 to 25 of ${total} posts`, "all posts again");

  await page.fill("#find", `POST-${total - 1} rome`);
  await page.waitForFunction(n => document.getElementById("shown").textContent === `1 of ${n} posts`, total);
  expect((await page.textContent("article:visible h2")) === `Post post-${total - 1}`, "the post that was searched");
  expect(await page.locator("article:visible img").evaluate(i => i.complete && i.naturalWidth > 0), "its picture");
  await page.fill("#find", "nothing says this");
  await page.waitForFunction(n => document.getElementById("shown").textContent === `No post of ${n} is so.`, total);
  await page.fill("#find", "");
  await page.waitForFunction(n => document.getElementById("shown").textContent === `1 to 25 of ${n} posts`, total);

  await page.click("#summary .pages button[data-go='1']");
  expect(await page.textContent("#shown") === `26 to 50 of ${total} posts`, "the second page");
  expect(await page.textContent("article:visible h2") === "Post post-25", "its first post");
  await page.locator("body > .pages input").fill("9999");
  await page.locator("body > .pages input").press("Enter");
  expect((await page.textContent("#shown")).endsWith(`to ${total} of ${total} posts`), "the last page for a number too large");
  expect(await page.locator("#summary .pages button[data-go='1']").isDisabled(), "no page behind it");
  await browser.keepPicture("report", page);
}
