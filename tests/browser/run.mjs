// Runs one scenario in a real browser: node run.mjs SCENARIO BASEURL [NAME=VALUE ...]; exit code 0 where all that it expects holds.
// SCENARIO is a file of this folder without its ending, such as page/annotate. SCREENSHOTS=DIR keeps pictures of what was seen.

import { openBrowser } from "./browser.mjs";

const [scenario, base, ...rest] = process.argv.slice(2);
if (!scenario || !base) {
  console.error("Usage: node run.mjs SCENARIO BASEURL [NAME=VALUE ...]");
  process.exit(2);
}

const given = Object.fromEntries(rest.map(pair => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
const { default: play } = await import(`./${scenario}.mjs`);
const browser = await openBrowser(base, given);
try {
  await play(browser, given);
  browser.expectClean();
  console.log(`${scenario}: as expected`);
} catch (fault) {
  console.error(fault.stack ?? String(fault));
  for (const line of browser.heard) console.error(`  heard: ${line}`);
  await browser.keepPicture("failed");
  process.exitCode = 1;
} finally {
  await browser.close();
}
