// Answers that a server rarely gives, given by hand: nested and touching names, emoji, faults, markup in the text, broken masks.

import { card, expect } from "./steps.mjs";

const text = "🎸 <img src=x onerror=alert(1)> New York University's Ada👩‍🚀Bo\nend";
const at = words => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length, text: words });
const answer = {
  id: "odd", text, offsets: "utf-16", format: 2, image: { path: "odd.png", width: 960, height: 640, warning: "cut off at row 600" },
  faults: [{ stage: "observation", message: "<b>no answer</b> in 60 s" }],
  entities: [
    { ...at("New York University"), type: "ORG", score: 0.9, entailment: 0.2, regions: [] },
    {
      ...at("New York"), type: "LOC", score: 0.8, entailment: 0.7,
      regions: [{ box: [0, 0, 960, 640], score: 0.5, mask: { size: [640, 960], counts: "~~~" } }],
    },
    { ...at("Ada"), type: "PER", score: 0.8, fault: { stage: "entailment", message: "no answer" }, regions: [] },
    {
      ...at("👩‍🚀"), type: "Emoji", score: 0.8, entailment: 1,
      regions: [{ box: [0.1, 0.1, 0.5, 0.5], unit: "relative", score: 1 }],
    },
    {
      ...at("Bo"), type: "PER", score: 0.8, entailment: 0.9,
      regions: [{ box: [10, 10, 60, 60], score: 0.5 }, { box: [100, 10, 160, 60], score: 0.4 }],
    },
  ],
};

export default async function (browser) {
  browser.expect(/status of (429|503)/);
  const page = await browser.open();
  await page.waitForSelector(".sample");
  const answers = reply => page.route("**/v1/annotate", route => route.fulfill(reply));

  await answers({ json: answer });
  await page.click(".sample");
  await page.waitForSelector("#results:not([hidden])");
  expect(await page.textContent("#found-text") === text, "the text as it is, markup and all");
  expect(await page.locator("#found-text img").count() === 0, "no markup out of the text");
  const university = page.locator(".mark", { hasText: "University" }), city = page.locator(".mark", { hasText: /^New York$/ });
  expect(await university.count() === 1 && (await city.getAttribute("data-key")).split(" ").length === 2, "a name within a name");
  expect((await page.textContent("#notices")).includes("cut off at row 600"), "the picture's warning");
  expect((await page.textContent("#notices")).includes("<b>no answer</b> in 60 s"), "the post's fault");
  const ada = await card(page, "Ada").textContent();
  expect(ada.includes("not judged") && ada.includes("no answer"), "a name's fault");
  expect(await page.locator(".box").count() === 4 && await page.locator(".mask").count() === 0, "all boxes, and no broken outline");
  const [stage, relative] = [await page.locator("#stage").boundingBox(), await page.locator(".box[aria-label^='👩']").boundingBox()];
  expect(Math.abs(relative.width / stage.width - 0.4) < 0.01, "a box in fractions where it belongs");
  await browser.keepPicture("odd", page, { fullPage: true });

  // Names that share letters cannot be one data set.
  await page.click("[data-take=jsonl]");
  await page.waitForFunction(() => document.querySelector("#error p")?.textContent.includes("shares letters"));

  const pure = await page.evaluate(async () => {
    const { pieces, step, trimmed } = await import("/page/spans.js");
    const { bitmap } = await import("/page/mask.js");
    return {
      touching: pieces("ab", [{ key: 1, start: 0, end: 1 }, { key: 2, start: 1, end: 2 }]).map(p => `${p.text}${p.keys}`).join(),
      crossing: pieces("abc", [{ key: 1, start: 0, end: 2 }, { key: 2, start: 1, end: 3 }]).map(p => `${p.text}${p.keys}`).join(" "),
      emoji: [step("a👩‍🚀b", 1, 1), step("a👩‍🚀b", 6, -1)],
      half: trimmed("a👩‍🚀 b", 2, 7),
      mask: [...bitmap({ size: [3, 4], counts: "42400" }, 100).pixels].join(""),
    };
  });
  expect(pure.touching === "a1,b2" && pure.crossing === "a1 b1,2 c2", `pieces, not ${pure.touching} ${pure.crossing}`);
  expect(pure.emoji[0] === 6 && pure.emoji[1] === 1, `steps over a whole emoji, not ${pure.emoji}`);
  expect(pure.half.start === 1 && pure.half.end === 6, "whole characters selected");

  await page.unroute("**/v1/annotate");
  await answers({ status: 429, headers: { "Retry-After": "7" }, json: {} });
  await page.click("#annotate");
  await page.waitForFunction(() => document.querySelector("#error p")?.textContent === "The server is busy. Try again in 7 s.");

  await page.unroute("**/v1/annotate");
  await page.route("**/v1/annotate", () => {});
  await page.click("#annotate");
  await page.click("#cancel");
  await page.waitForFunction(() =>
    document.getElementById("progress").textContent === "Cancelled." && !document.getElementById("annotate").disabled);

  await page.unroute("**/v1/annotate");
  await answers({ status: 503, json: { detail: "Profile light needs a model; run 'riveg models pull light'." } });
  await page.click("#annotate");
  await page.waitForFunction(() => document.querySelector("#error p")?.textContent.includes("riveg models pull light"));

  // What a profile lacks is copied, and that is told.
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const lacking = { name: "light", ready: false, readyForText: true, toDo: ["It lacks a model; run 'riveg models pull light'."] };
  await page.route("**/v1/profiles", route => route.fulfill({ json: { default: "light", profiles: [lacking] } }));
  await page.reload();
  await page.click("#profiles summary");
  await page.click(".copy");
  await page.waitForFunction(() => document.getElementById("status").textContent === "Copied: riveg models pull light");
}
