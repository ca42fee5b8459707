// Every state of the guest's pages and every mail, in every language, as files that the Rust tests
// wrote into the folder that GALLERY names: `guest/STATE.LANG.html`, `mails/KIND.LANG.html`.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { checkAccessible, checkFits, closeBrowser, openPage, root, takePicture } from "./lib.mjs";

const gallery = process.env.GALLERY ?? join(root, "target", "gallery");

/** What there is of a kind: `[{ name, lang, url }]`. */
function read(kind) {
  return readdirSync(join(gallery, kind))
    .filter((file) => file.endsWith(".html"))
    .sort()
    .map((file) => {
      const [name, lang] = file.split(".");
      return { name, lang, url: pathToFileURL(join(gallery, kind, file)).href };
    });
}

const pages = read("guest");
const mails = read("mails");
const languages = [...new Set(pages.map(({ lang }) => lang))];

/** The languages whose pages are shown: both directions, and a script without spaces. */
const shown = ["en", "de", "ja", "ar"];

before(() => assert.ok(pages.length > 0 && mails.length > 0, `${gallery} is empty`));
after(closeBrowser);

const phone = { viewport: { width: 390, height: 760 } };

test("every state of the guest's pages, in English, by day and by night", async (t) => {
  const page = await openPage(t, phone);
  for (const { name, url } of pages.filter(({ lang }) => lang === "en")) {
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(url);
    await checkAccessible(page);
    await takePicture(page, `guest-${name}`);
    await page.emulateMedia({ colorScheme: "dark" });
    await checkAccessible(page);
    if (name === "payable" || name === "paid") await takePicture(page, `guest-${name}-dark`);
  }
});

test("the pages that guests see most, in every language", async (t) => {
  const page = await openPage(t, phone);
  const often = ["payable", "choice", "paid", "expired"];
  for (const { name, lang, url } of pages.filter(({ name, lang }) => often.includes(name) && lang !== "en")) {
    await page.goto(url);
    await checkAccessible(page);
    if (name === "payable" || shown.includes(lang)) await takePicture(page, `guest-${name}-${lang}`);
  }
});

// 320 px is also what is left of 640 px at 200 %, and of 1280 px at 400 % (WCAG 2.2, 1.4.10).
test("no page is cut off on the smallest phone, in any language", async (t) => {
  const page = await openPage(t, { viewport: { width: 320, height: 640 } });
  for (const { url } of pages) {
    await page.goto(url);
    await checkFits(page, url);
  }
});

test("the guest's pages fill a wide screen in two columns", async (t) => {
  const page = await openPage(t);
  for (const [name, lang] of [["payable", "en"], ["receipt-all", "en"], ["payable", "ar"]]) {
    await page.goto(pages.find((it) => it.name === name && it.lang === lang).url);
    await checkFits(page);
    await takePicture(page, `guest-${name}-${lang}-wide`);
  }
});

test("a receipt is printed without buttons, in black on white", async (t) => {
  const page = await openPage(t, { viewport: { width: 720, height: 1000 } });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.goto(pages.find(({ name, lang }) => name === "receipt-all" && lang === "en").url);
  assert.equal(await page.locator("header, .ways").filter({ visible: true }).count(), 0);
  const ink = await page.locator("h1").evaluate((it) => getComputedStyle(it).color);
  assert.doesNotMatch(ink, /rgb\(2\d\d/, "light text would not be seen on paper");
  await takePicture(page, "guest-receipt-print");
});

test("without any style a page still says everything in order", async (t) => {
  const page = await openPage(t, { ...phone, javaScriptEnabled: false });
  for (const lang of ["en", "ar"]) {
    const { url } = pages.find((it) => it.name === "payable" && it.lang === lang);
    await page.goto(url);
    await page.evaluate(() => document.querySelectorAll("style").forEach((style) => style.remove()));
    await checkFits(page);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByRole("button").first().waitFor();
    await takePicture(page, `guest-payable-${lang}-without-style`);
  }
});

test("every mail, by day and by night", async (t) => {
  const page = await openPage(t, { viewport: { width: 680, height: 900 } });
  for (const { name, lang, url } of mails) {
    await page.emulateMedia({ colorScheme: "light" });
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(url);
    page.removeAllListeners("request");
    const remote = asked.filter((it) => it.startsWith("http"));
    assert.deepEqual(remote, [], `${name}.${lang} asks somebody else's server`);
    // What the rules look at differs between mails and directions, not between words.
    if (!shown.includes(lang)) continue;
    await checkAccessible(page, { leaveOut: mailRules });
    await takePicture(page, `mail-${name}-${lang}`);
    if (lang !== "en") continue;
    await page.emulateMedia({ colorScheme: "dark" });
    await checkAccessible(page, { leaveOut: mailRules });
    await takePicture(page, `mail-${name}-${lang}-dark`);
  }
});

/** Rules for pages of a site, which a mail is not: it has no landmarks. */
const mailRules = ["region", "landmark-one-main", "page-has-heading-one"];

test("mails fit on a phone, in every language", async (t) => {
  const page = await openPage(t, { viewport: { width: 360, height: 740 } });
  for (const { url } of mails) {
    await page.goto(url);
    await checkFits(page, url);
  }
});

test("what is said in one language is said in all", () => {
  const states = new Set(pages.map(({ name }) => name));
  const kinds = new Set(mails.map(({ name }) => name));
  assert.equal(pages.length, states.size * languages.length);
  assert.equal(mails.length, kinds.size * languages.length);
  for (const { url } of [...pages, ...mails]) {
    const html = readFileSync(new URL(url), "utf8");
    assert.doesNotMatch(html, />\s*(page|mail|request|receipt|reminder|notice|tickets)-[a-z-]+\s*</, url);
  }
});
