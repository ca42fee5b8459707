// What the browser tests share: the stack's addresses, Chromium, pictures, mail.
//
// tests/run starts the stack and names its stack.json in STACK_JSON. By hand, `cargo run` in one
// terminal and `node --test tests/browser/NAME.test.mjs` in another do the same.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

/** The root of the repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where the stack's services are: `app`, `api_key`, `mailbox`, `issuer`, `stripe`, ... */
export const stack = readStack();

function readStack() {
  const file = process.env.STACK_JSON ?? join(root, "target", "local", "stack.json");
  if (!existsSync(file)) {
    throw new Error(`${file} does not exist: start the stack with cargo run, or use tests/run browser`);
  }
  return JSON.parse(readFileSync(file, "utf8"));
}

/** How Chromium is started. */
export function browserOptions() {
  return {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  };
}

/** One Chromium per test file, with a profile of its own that goes away with it. */
let running;

/** Starts Chromium, at the first call, and hands out the same one after that. */
export function browser() {
  running ??= chromium.launch(browserOptions());
  return running;
}

/** Ends Chromium. Each test file says `after(closeBrowser)`. */
export async function closeBrowser() {
  const started = running;
  running = undefined;
  await (await started)?.close();
}

/** The screens that pages are tried on. */
export const screens = {
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 900 } },
};

/**
 * Opens an empty page in a context of its own (no cookies, nothing cached) that is closed after
 * the test `t`. `options` are Playwright's for a context, for example `{ ...screens.phone,
 * javaScriptEnabled: false, locale: "de-CH" }`.
 *
 * What the browser complains about (errors of scripts, blocked by a policy, failed requests) makes
 * the test fail in the end; `page.complaints` has the list, and a test that expects some empties it.
 */
export async function openPage(t, options = {}) {
  const context = await (await browser()).newContext({ ...screens.desktop, ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const complaints = [];
  watch(page, complaints);
  context.on("page", (other) => watch(other, complaints));
  page.complaints = complaints;
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, [], "the browser complained");
  });
  return page;
}

const watched = new WeakSet();

function watch(page, complaints) {
  if (watched.has(page)) return;
  watched.add(page);
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "unknown";
    // A page that goes on while something is loading aborts it; that is no fault.
    if (reason !== "net::ERR_ABORTED") complaints.push(`${request.method()} ${request.url()}: ${reason}`);
  });
}

/** Goes to an address, and checks the status of what is shown there. */
export async function visit(page, url, status = 200) {
  const response = await page.goto(url);
  assert.equal(response.status(), status, url);
  return response;
}

/** Where pictures of pages go. */
export const pictures = join(root, "target", "screens");

/**
 * Takes a picture of the whole page as target/screens/NAME.png. docs/screens has one of each, which
 * `SAVE_SCREENS=1 tests/run browser` takes anew.
 */
export async function takePicture(page, name) {
  mkdirSync(pictures, { recursive: true });
  // What sticks to the screen stands where the page begins.
  await page.evaluate(() => window.scrollTo(0, 0));
  // What lies behind an open dialog is dimmed as far as the screen goes.
  const fullPage = (await page.locator("dialog:modal").count()) === 0;
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage, animations: "disabled" });
}

/** Fails if the page can be scrolled sideways, which on a phone means that something is cut off. */
export async function checkFits(page, name = page.url()) {
  const [content, width] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= width, `${name} is ${content} px wide on a screen of ${width} px`);
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Fails if axe finds something on the page that keeps people from using it (WCAG 2.2 A and AA, and
 * its best practices but for the rules named in `leaveOut`). The page has to let scripts run.
 */
export async function checkAccessible(page, { leaveOut = [] } = {}) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async (leaveOut) => {
    const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const rules = Object.fromEntries(leaveOut.map((rule) => [rule, { enabled: false }]));
    const { violations } = await window.axe.run({ runOnly: { type: "tag", values }, rules });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
  }, leaveOut);
  assert.deepEqual(violations, [], page.url());
}

/** Where pages of the desk are kept for the validator. */
export const keptPages = join(root, "target", "tests", "html");

/** Keeps the page as the server sent it, for the validator. */
export async function keepPage(page, name) {
  const answer = await page.context().request.get(page.url());
  mkdirSync(keptPages, { recursive: true });
  writeFileSync(join(keptPages, `${name}.html`), await answer.text());
}

/**
 * Looks at a page of the desk: it fits the screen, everybody can use it, by night too, its HTML is
 * kept for the validator, and a picture is taken.
 */
export async function look(page, name) {
  await checkFits(page);
  await checkAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await checkAccessible(page);
  await page.emulateMedia({ colorScheme: "light" });
  await keepPage(page, name);
  await takePicture(page, name);
}

/** Goes to a page of the desk, signing in as the demo user with this name on the way there. */
export async function signIn(page, name, path = "/desk") {
  await page.goto(`${stack.app}${path}`);
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByRole("button", { name }).click();
  await page.waitForURL((url) => url.href.startsWith(`${stack.app}/desk/bookings`));
}

/** Asks a service of the stack for JSON, or tells it something: `ask(url, { method, json })`. */
export async function ask(url, { method, json, headers = {} } = {}) {
  const response = await fetch(url, {
    method: method ?? (json === undefined ? "GET" : "POST"),
    headers: json === undefined ? headers : { "content-type": "application/json", ...headers },
    body: json === undefined ? undefined : JSON.stringify(json),
  });
  const text = await response.text();
  assert.ok(response.ok, `${url} answered ${response.status}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

/** Calls the merchant's API: `callApi("/baskets", { json })`. */
export function callApi(path, options = {}) {
  const headers = { authorization: `Bearer ${stack.api_key}` };
  return ask(`${stack.app}/v1${path}`, { headers, ...options });
}

/** Makes a payment link for a basket. */
export function createLink(basketId, body = {}) {
  return callApi(`/baskets/${basketId}/payment-links`, { json: body });
}

/** Asks until `found` gives something for the answer of `look`, at most `seconds`. */
export async function waitFor(what, look, { seconds = 15 } = {}) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`there was no ${what} within ${seconds} seconds`);
    await sleep(100);
  }
}

/** Waits for a mail to an address whose subject fits, and gives the newest. */
export function waitForMail(to, subject = /./) {
  const url = `${stack.mailbox}/messages?to=${encodeURIComponent(to)}`;
  return waitFor(`mail to ${to} about ${subject}`, async () =>
    (await ask(url)).find((mail) => subject.test(mail.subject)),
  );
}

/** The first link of a mail's text part that fits. */
export function linkIn(mail, pattern = /^https?:/) {
  const links = mail.text.match(/https?:\/\/[^\s<>"]+/g) ?? [];
  const link = links.find((candidate) => pattern.test(candidate));
  assert.ok(link, `the mail has no link like ${pattern}: ${mail.text}`);
  return link;
}
