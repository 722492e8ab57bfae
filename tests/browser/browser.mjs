// Debian's Chromium, and what it says while a scenario plays: requests to other hosts, breaches of the content security policy, errors.

import { mkdir } from "node:fs/promises";
import { chromium } from "playwright-core";

const executablePath = process.env.RIVEG_CHROMIUM ?? "/usr/bin/chromium";
const quiet = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export async function openBrowser(base, { SCREENSHOTS: pictures } = {}) {
  const process = await chromium.launch({ executablePath, args: quiet });
  const origin = new URL(base).origin;
  const heard = [];
  let expected = [];
  let latest = null;

  return {
    base,
    heard,

    /** A page of its own, with options such as colorScheme and viewport. */
    async open(path = "/", options = {}) {
      const context = await process.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true, ...options });
      const page = latest = await context.newPage();
      page.setDefaultTimeout(30_000);
      page.on("console", message => {
        if (["error", "warning"].includes(message.type())) heard.push(`console ${message.type()}: ${message.text()}`);
      });
      page.on("pageerror", error => heard.push(`exception: ${error.stack ?? error}`));
      page.on("request", request => {
        const url = new URL(request.url());
        if (url.origin !== origin && !["blob:", "data:"].includes(url.protocol)) heard.push(`request elsewhere: ${request.url()}`);
      });
      await page.addInitScript(() => addEventListener("securitypolicyviolation", e =>
        console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`)));
      await page.goto(path === "" ? base : new URL(path, base).href);
      return page;
    },

    /** A line that is to be heard, such as that of a refused request. */
    expect(pattern) { expected.push(pattern); },

    expectClean() {
      const odd = heard.filter(line => !expected.some(pattern => pattern.test(line)));
      if (odd.length) throw new Error(`The browser complained:\n${odd.join("\n")}`);
    },

    async keepPicture(name, page = latest, options = {}) {
      if (!pictures || !page) return;
      await mkdir(pictures, { recursive: true });
      await page.screenshot({ path: `${pictures}/${name}.png`, ...options });
    },

    close: () => process.close(),
  };
}
