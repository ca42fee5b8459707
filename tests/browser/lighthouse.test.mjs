// Lighthouse gives the guest's page and the desk 100 of 100 for performance, accessibility and best
// practices. Performance is simulated from what was loaded, so a slow machine can cost a point or
// two: the best of three runs counts.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import lighthouse, { desktopConfig } from "lighthouse";
import { chromium } from "playwright-core";
import { browserOptions, callApi, createLink, signIn, stack } from "./lib.mjs";

const categories = ["performance", "accessibility", "best-practices"];

let context;
let port;
const profile = mkdtempSync(join(tmpdir(), "paylink-lighthouse-"));

// Lighthouse opens tabs of its own, so the desk's session has to be the browser's and not a context's.
before(async () => {
  port = await freePort();
  const options = browserOptions();
  options.args.push(`--remote-debugging-port=${port}`);
  context = await chromium.launchPersistentContext(profile, options);
});
after(async () => {
  await context?.close();
  rmSync(profile, { recursive: true, force: true });
});

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The scores of an address, each the best of up to three runs, and what cost points. */
async function judge(url, config) {
  const best = Object.fromEntries(categories.map((category) => [category, 0]));
  let lost = [];
  for (let run = 0; run < 3 && categories.some((category) => best[category] < 100); run += 1) {
    const options = { port, onlyCategories: categories, disableStorageReset: true, logLevel: "error" };
    const { lhr } = await lighthouse(url, options, config);
    assert.equal(lhr.runtimeError, undefined, url);
    assert.equal(new URL(lhr.finalDisplayedUrl).pathname, new URL(url).pathname, "it was sent elsewhere");
    for (const category of categories) {
      best[category] = Math.max(best[category], Math.round(lhr.categories[category].score * 100));
    }
    lost = Object.values(lhr.audits)
      .filter(({ score, scoreDisplayMode }) => score !== null && score < 1 && scoreDisplayMode !== "informative")
      .map(({ id, score, displayValue }) => `${id}: ${score} ${displayValue ?? ""}`);
  }
  return { best, lost };
}

const all = Object.fromEntries(categories.map((category) => [category, 100]));

async function newLink() {
  const basket = await callApi("/baskets", {
    json: {
      reference: `LH-${Date.now()}`,
      currency: "CHF",
      items: [{ kind: "custom", description: "Private tour", quantity: 1, unit_amount: 48000 }],
      buyer: { name: "Anna Muster", language: "en" },
    },
  });
  return createLink(basket.id);
}

test("the guest's page scores 100, on a phone and on a desk", async () => {
  const { url } = await newLink();
  for (const config of [undefined, desktopConfig]) {
    const { best, lost } = await judge(url, config);
    assert.deepEqual(best, all, lost.join("\n"));
  }
});

test("the desk scores 100: the overview, a booking, the report", async () => {
  const page = await context.newPage();
  await signIn(page, "Olivia Owner");
  const booking = page.locator("tbody a").first();
  const paths = ["/desk/bookings", await booking.getAttribute("href"), "/desk/payments"];
  await page.close();
  for (const path of paths) {
    const { best, lost } = await judge(`${stack.app}${path}`, desktopConfig);
    assert.deepEqual(best, all, `${path}\n${lost.join("\n")}`);
  }
});
