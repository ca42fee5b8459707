// The whole job, as the merchant's staff and a guest do it, with nothing but a browser.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import {
  checkFits,
  closeBrowser,
  linkIn,
  openPage,
  screens,
  signIn,
  stack,
  takePicture,
  visit,
  waitForMail,
} from "./lib.mjs";

after(closeBrowser);

const createLink = "Create payment link for this basket";

/** Opens the basket with this reference from the list of outstanding ones. */
async function openBasket(page, reference) {
  await visit(page, `${stack.app}/desk/bookings`);
  await page.getByRole("link", { name: "Outstanding" }).click();
  await page.getByRole("link", { name: reference }).click();
  await page.getByRole("heading", { level: 1, name: new RegExp(reference) }).waitFor();
}

/** Fills the dialog and presses "Generate link"; gives the URL that the desk then shows. */
async function generateLink(page, { email = false, amount } = {}) {
  await page.getByRole("button", { name: createLink }).click();
  const dialog = page.getByRole("dialog");
  if (amount !== undefined) await dialog.getByLabel("Amount", { exact: false }).fill(amount);
  if (email) await dialog.getByLabel("Send email to customer").check();
  await dialog.getByRole("button", { name: "Generate link" }).click();
  return page.getByLabel("URL of the payment link").inputValue();
}

/** Pays on the sandbox gateway's page. */
async function payByCard(page, card) {
  await page.getByLabel("Card number").fill(card);
  await page.getByLabel("Expiry").fill("12 / 34");
  await page.getByLabel("Security code").fill("123");
  await page.getByRole("button", { name: /^Pay / }).first().click();
}

test("staff send a link, the guest pays it, staff send the tickets", async (t) => {
  const desk = await openPage(t);

  // 1. Sign in, find the basket.
  await signIn(desk, "Olivia Owner");
  await desk.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await takePicture(desk, "desk-overview");
  await openBasket(desk, "LA-1010");
  await takePicture(desk, "desk-basket");

  // 2. The dialog is prefilled with what is outstanding.
  await desk.getByRole("button", { name: createLink }).click();
  const dialog = desk.getByRole("dialog");
  assert.equal(await dialog.getByLabel("Amount", { exact: false }).inputValue(), "170.00");
  assert.equal(await dialog.getByLabel("Send email to customer").isChecked(), false);
  await dialog.getByRole("button", { name: "Generate link" }).waitFor();
  await takePicture(desk, "desk-dialog");

  // 3. Without the checkbox: URL, copy button, QR code; no mail.
  await dialog.getByRole("button", { name: "Generate link" }).click();
  const silent = await desk.getByLabel("URL of the payment link").inputValue();
  assert.match(silent, /\/pay\/[A-Za-z0-9_-]{43}$/);
  await desk.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await desk.getByRole("button", { name: "Copy link" }).click();
  assert.equal(await desk.evaluate(() => navigator.clipboard.readText()), silent);
  await desk.getByRole("img", { name: "QR code of the payment link" }).waitFor();
  await takePicture(desk, "desk-link-result");

  //    With it: the mail is in the mailbox, in German, with the link.
  const url = await generateLink(desk, { email: true });
  const mail = await waitForMail("anna.muster@example.com", /Bitte zahlen Sie 170,00/);
  assert.equal(linkIn(mail, /\/pay\//), url);
  assert.ok(mail.html.includes(url));
  const reader = await openPage(t, { viewport: { width: 700, height: 1000 } });
  await visit(reader, `${stack.mailbox}/mails/${mail.id}/html`);
  await takePicture(reader, "mail-request");

  // 4. The guest opens it on a phone and pays: declined, then 3-D Secure.
  const guest = await openPage(t, { ...screens.phone, javaScriptEnabled: false });
  await visit(guest, url);
  await guest.getByText("Lake & Alp Tours").first().waitFor();
  await guest.getByText("Lake cruise at dusk").waitFor();
  await checkFits(guest);
  await takePicture(guest, "guest-page");
  await guest.getByRole("button", { name: /bezahlen/ }).click();
  await payByCard(guest, "4000 0000 0000 0002");
  await guest.getByText("declined").first().waitFor();
  await takePicture(guest, "gateway-declined");
  await payByCard(guest, "4000 0025 0000 3155");
  await guest.getByRole("button", { name: "Complete" }).click();
  await guest.waitForURL(/\/pay\/.*\/done/);
  await guest.getByText(/170,00/).first().waitFor();
  await takePicture(guest, "guest-paid");
  await visit(guest, url);
  await takePicture(guest, "guest-already-paid");

  // 5. The desk shows payment, balance, link and history; the receipt is in the mailbox.
  await desk.reload();
  await desk.locator("#received ~ .scroll").getByText("CHF 170.00").first().waitFor();
  await desk.locator("#links ~ .scroll").getByText("Paid", { exact: true }).first().waitFor();
  await takePicture(desk, "desk-basket-paid");
  const receipt = await waitForMail("anna.muster@example.com", /Quittung/);
  assert.match(receipt.text, /170,00/);
  await visit(reader, `${stack.mailbox}/mails/${receipt.id}/html`);
  await takePicture(reader, "mail-receipt");

  // 6. Nothing sent the tickets before; a button does.
  await desk.getByRole("button", { name: "Send tickets" }).click();
  const tickets = await waitForMail("anna.muster@example.com", /Tickets/);
  assert.match(tickets.text, /LA-1010-1/);
  await desk.locator("#tickets").getByText(/Tickets were sent on/).waitFor();
});

test("the buyer of a basket that an employee booked is changed in place", async (t) => {
  const page = await openPage(t);
  await signIn(page, "Emma Employee");
  await openBasket(page, "LA-1005");
  assert.equal(await page.getByRole("button", { name: createLink }).count(), 0);
  const form = page.getByRole("form", { name: "Change the buyer" });
  await takePicture(page, "desk-staff-buyer");
  await form.getByLabel("Name").fill("Nina Gast");
  await form.getByLabel("Email").fill("nina.gast@example.com");
  await form.getByRole("button", { name: "Change the buyer to add and send payment link" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Send email to customer").check();
  await dialog.getByRole("button", { name: "Generate link" }).click();
  await page.getByLabel("URL of the payment link").waitFor();
  await waitForMail("nina.gast@example.com");
});

test("a merchant whose gateway is off is told why no link can be made", async (t) => {
  const page = await openPage(t);
  await signIn(page, "Hanna Harbour");
  await openBasket(page, "HW-2001");
  assert.equal(await page.getByRole("button", { name: createLink }).count(), 0);
  await page.locator("#no-link").getByText("The payment gateway is off").waitFor();
  await page.getByRole("link", { name: "Set up the payment gateway" }).waitFor();
  await page.getByRole("button", { name: "Record a payment instead" }).waitFor();
  await takePicture(page, "desk-gateway-off");
});

test("a private tour in free text becomes a basket and its link is sent", async (t) => {
  const page = await openPage(t);
  await signIn(page, "Emma Employee");
  await page.getByRole("link", { name: "New basket" }).first().click();
  const reference = `PT-${Date.now()}`;
  await page.getByLabel("Reference").fill(reference);
  const item = page.locator("#item-1");
  await item.getByLabel("Description").fill("Private tour: vineyards by vintage car");
  await item.getByLabel("Kind").selectOption("custom");
  await item.getByLabel(/price/i).fill("640.00");
  await page.getByLabel("Name", { exact: true }).fill("Grace Chen");
  await page.getByLabel("Email").fill("grace.private@example.com");
  await takePicture(page, "desk-new-basket");
  await page.getByRole("button", { name: "Create basket" }).click();
  await page.getByRole("heading", { level: 1, name: new RegExp(reference) }).waitFor();
  const url = await generateLink(page, { email: true });
  const mail = await waitForMail("grace.private@example.com", /640\.00/);
  assert.equal(linkIn(mail, /\/pay\//), url);
});

test("cash for a part, and the link asks for the rest", async (t) => {
  const page = await openPage(t);
  await signIn(page, "Olivia Owner");
  await openBasket(page, "LA-1009");
  const url = await generateLink(page);
  await page.getByRole("button", { name: "Record a payment", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Amount", { exact: false }).fill("390.00");
  await dialog.getByRole("button", { name: "Record payment" }).click();
  await page.getByText("CHF 500.00").first().waitFor();
  await takePicture(page, "desk-part-paid");
  const guest = await openPage(t, screens.phone);
  await visit(guest, url);
  await guest.getByRole("button", { name: /CHF\s500\.00/ }).waitFor();
  await takePicture(guest, "guest-part-paid");
});

test("a bank debit is under way, and the page says that it takes days", async (t) => {
  const page = await openPage(t);
  await signIn(page, "Olivia Owner");
  await openBasket(page, "LA-1003");
  const url = await generateLink(page, { amount: "100.00" });
  const guest = await openPage(t, { ...screens.phone, javaScriptEnabled: false });
  await visit(guest, url);
  await guest.getByRole("button", { name: /Pay/ }).click();
  await guest.getByLabel("IBAN").fill("DE89 3704 0044 0532 0130 00");
  await guest.getByRole("button", { name: /debit/i }).click();
  await guest.waitForURL(/\/done/);
  assert.equal(await guest.getByRole("button", { name: /Pay/ }).count(), 0);
  await takePicture(guest, "guest-processing");
  await page.reload();
  await page.locator("#links ~ .scroll").getByText("Processing", { exact: false }).first().waitFor();
});

test("the desk works without a script, on a phone too", async (t) => {
  const page = await openPage(t, { ...screens.phone, javaScriptEnabled: false });
  await signIn(page, "Olivia Owner");
  await checkFits(page);
  await takePicture(page, "desk-overview-phone");
  await openBasket(page, "LA-1007");
  await checkFits(page);
  await page.getByRole("button", { name: createLink }).click();
  await checkFits(page);
  await takePicture(page, "desk-dialog-phone");
  await page.getByRole("button", { name: "Generate link" }).click();
  await page.getByLabel("URL of the payment link").waitFor();
  await checkFits(page);
});

test("an unknown link and an expired one are pages that help", async (t) => {
  const page = await openPage(t, screens.phone);
  await visit(page, `${stack.app}/pay/${"A".repeat(43)}`, 404);
  await takePicture(page, "guest-unknown");
  page.complaints.length = 0;
  const desk = await openPage(t);
  await signIn(desk, "Olivia Owner");
  await openBasket(desk, "LA-1001");
  const row = desk.locator("#links ~ .scroll tbody tr").first();
  await row.getByText("Expired").waitFor();
  const headers = { authorization: `Bearer ${stack.api_key}` };
  const list = await (await fetch(`${stack.app}/v1/baskets?q=LA-1001`, { headers })).json();
  const basket = await (await fetch(`${stack.app}/v1/baskets/${list.data[0].id}`, { headers })).json();
  await visit(page, basket.payment_links[0].url);
  await takePicture(page, "guest-expired");
  await page.getByRole("button").first().click();
  await takePicture(page, "guest-new-link");
  await waitForMail("peter.frei@example.com", /Bitte zahlen/);
});
