// Whoever points at an entity, by mouse or focus, sees it in the text, in the list and on the picture.

import { annotate, expect } from "./steps.mjs";

export default async function (browser, { PHOTO }) {
  const page = await browser.open();
  await annotate(page, "Eileen Collins smiles before her flight for NASA", PHOTO);
  await page.evaluate(() => document.activeElement.blur());
  const key = await page.getAttribute(".box", "data-key");
  const hot = async where => {
    await page.waitForFunction(k => ["mark", "entity", "box", "mask"].every(c =>
      document.querySelector(`.${c}[data-key="${k}"]`).classList.contains("hot")), key)
      .catch(() => { throw new Error(`Expected: all places of the entity lit by ${where}`); });
    const others = await page.evaluate(k => [...document.querySelectorAll(".hot")].filter(e => e.dataset.key !== k).length, key);
    expect(others === 0, `no other entity lit by ${where}`);
  };
  const cold = async () => {
    await page.mouse.move(2, 2);
    await page.waitForFunction(() => !document.querySelector(".hot"));
  };

  for (const place of ["mark", "entity", "box"]) {
    await page.hover(`.${place}[data-key="${key}"]`, { position: { x: 8, y: 4 } });
    await hot(`the mouse on its ${place}`);
    if (place === "mark") await browser.keepPicture("hover", page);
    await cold();
  }

  for (const place of [".mark", ".box", ".entity .edit"]) {
    await page.focus(`${place}[data-key="${key}"], ${place.replace(" ", `[data-key="${key}"] `)}`);
    await hot(`the focus on ${place}`);
    await page.evaluate(() => document.activeElement.blur());
    await page.waitForFunction(() => !document.querySelector(".hot"));
  }

  const colors = await page.evaluate(k => ["mark", "entity", "box"].map(c =>
    getComputedStyle(document.querySelector(`.${c}[data-key="${k}"]`)).getPropertyValue("--c")), key);
  expect(new Set(colors).size === 1, `one colour everywhere, not ${colors}`);
}
