// Every page of the desk in its states: with and without a script, on a desk and on a phone.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import {
  callApi,
  checkAccessible,
  checkFits,
  closeBrowser,
  createLink,
  keepPage,
  look,
  openPage,
  signIn,
  stack,
  takePicture,
  visit,
} from "./lib.mjs";

after(closeBrowser);

/** The demo merchant's baskets by their references. */
async function baskets() {
  const { data } = await callApi("/baskets?limit=100");
  return Object.fromEntries(data.map((basket) => [basket.reference, basket.id]));
}

const booking = (id, rest = "") => `/desk/bookings/${id}${rest}`;

/** The pages by the names of their pictures. */
async function pagesOf() {
  const ids = await baskets();
  const paid = await callApi(`/baskets/${ids["LA-1002"]}`);
  const made = await createLink(ids["LA-1006"]);
  const payment = paid.payments[0].id;
  const of = (reference, rest) => booking(ids[reference], rest);
  return {
    "desk-overview-all": "/desk/bookings",
    "desk-overview-outstanding": "/desk/bookings?status=outstanding",
    "desk-overview-paid": "/desk/bookings?status=paid",
    "desk-overview-overpaid": "/desk/bookings?status=overpaid",
    "desk-overview-attention": "/desk/bookings?status=attention",
    "desk-overview-found": "/desk/bookings?q=LA-1002",
    "desk-overview-nothing-found": "/desk/bookings?q=nobody",
    "desk-new-basket-empty": "/desk/bookings/new",
    "desk-basket-reserved": of("LA-1009"),
    "desk-basket-expired-link": of("LA-1001"),
    "desk-basket-link": of("LA-1006", `?link=${made.id}`),
    "desk-basket-part-paid": of("LA-1003"),
    "desk-basket-settled": of("LA-1002"),
    "desk-basket-overpaid": of("LA-1004"),
    "desk-basket-cancelled": of("LA-1008"),
    "desk-basket-yen": of("LA-1006"),
    "desk-basket-booked-by-staff": of("LA-1005"),
    "desk-dialog-link": of("LA-1009", "?dialog=payment-link"),
    "desk-dialog-payment": of("LA-1009", "?dialog=record-payment"),
    "desk-dialog-cancel": of("LA-1009", "?dialog=cancel-basket"),
    "desk-dialog-refund": of("LA-1002", `?dialog=refund&payment_id=${payment}`),
    "desk-edit-buyer": of("LA-1009", "?edit=buyer"),
    "desk-edit-items": of("LA-1009", "?edit=items"),
    "desk-receipt": of("LA-1002", "/receipt"),
    "desk-invoice": of("LA-1002", "/invoice"),
    "desk-payments": "/desk/payments",
    "desk-payments-none": "/desk/payments?from=2020-01-01&to=2020-01-31",
  };
}

test("every page of the desk, by day and by night", async (t) => {
  const page = await openPage(t);
  await signIn(page, "Olivia Owner");
  for (const [name, path] of Object.entries(await pagesOf())) {
    await visit(page, `${stack.app}${path}`);
    await look(page, name);
  }
});

test("every page of the desk on a small phone, without a script", async (t) => {
  const page = await openPage(t, { viewport: { width: 320, height: 640 }, javaScriptEnabled: false });
  await signIn(page, "Olivia Owner");
  for (const [name, path] of Object.entries(await pagesOf())) {
    await visit(page, `${stack.app}${path}`);
    await checkFits(page, name);
    await takePicture(page, `${name}-phone`);
  }
});

test("pages that are not there, and those that a role may not see, say so and lead on", async (t) => {
  const page = await openPage(t);
  await visit(page, `${stack.app}/desk`);
  await look(page, "desk-signed-out");
  await signIn(page, "Olivia Owner");
  for (const path of ["/desk/bookings/bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ", "/desk/nothing"]) {
    await visit(page, `${stack.app}${path}`, 404);
    await checkAccessible(page);
    await page.getByRole("link").first().waitFor();
  }
  await takePicture(page, "desk-not-found");
  page.complaints.length = 0;
  const accountant = await openPage(t);
  await signIn(accountant, "Alan Accountant");
  await visit(accountant, `${stack.app}/desk/settings`, 403);
  await checkAccessible(accountant);
  await takePicture(accountant, "desk-forbidden");
  accountant.complaints.length = 0;
});

test("the description of the API can be read by everybody", async (t) => {
  const page = await openPage(t);
  await visit(page, `${stack.app}/docs`);
  await checkFits(page);
  await checkAccessible(page);
  // Its picture would be longer than anybody looks at.
  await keepPage(page, "docs");
});

test("everything can be reached with the keyboard, and it shows where one is", async (t) => {
  const page = await openPage(t);
  await signIn(page, "Olivia Owner");
  const ids = await baskets();
  await visit(page, `${stack.app}${booking(ids["LA-1009"])}`);
  await page.keyboard.press("Tab");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /skip/i);
  // The outline is drawn, and nothing that can be pressed is left out.
  const reached = new Set();
  for (let step = 0; step < 120; step += 1) {
    const at = await page.evaluate(() => {
      const it = document.activeElement;
      if (it === document.body) return undefined;
      const { outlineStyle, outlineWidth } = getComputedStyle(it);
      const seen = it.getBoundingClientRect();
      return { id: [...document.querySelectorAll("*")].indexOf(it), outlined: outlineStyle !== "none" && outlineWidth !== "0px", tall: seen.height };
    });
    if (at === undefined) break;
    assert.ok(at.outlined, `nothing shows that element ${at.id} has the focus`);
    reached.add(at.id);
    await page.keyboard.press("Tab");
  }
  const all = await page.evaluate(() =>
    [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter(
      (it) => !it.disabled && it.checkVisibility() && it.getClientRects().length > 0,
    ).length,
  );
  assert.ok(reached.size >= all, `${reached.size} of ${all} were reached`);

  // A dialog takes the focus, keeps it, and gives it back.
  const button = page.getByRole("button", { name: "Create payment link for this basket" });
  await button.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  const inside = () => dialog.evaluate((it) => it.contains(document.activeElement));
  assert.ok(await inside());
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Create payment link/);
});
