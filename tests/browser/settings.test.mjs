// The settings, as an owner sets a merchant up: profile, team, a key, a webhook endpoint, payments.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import {
  ask,
  checkFits,
  closeBrowser,
  look,
  openPage,
  screens,
  signIn,
  stack,
  takePicture,
  visit,
  waitFor,
  waitForMail,
} from "./lib.mjs";

after(closeBrowser);

const settings = `${stack.app}/desk/settings`;

/** Goes to a page of the settings by its tab. */
async function openTab(page, name) {
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

/** A merchant's system on this machine: what is posted to it, until the test is over. */
async function receiver(t) {
  const posts = [];
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      posts.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks)) });
      response.end();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${server.address().port}/hooks`, posts };
}

test("an owner sets the merchant up: profile, team, key, webhook", async (t) => {
  const page = await openPage(t);
  await signIn(page, "Olivia Owner");
  await page.getByRole("link", { name: "Settings" }).click();

  // Profile: the preview follows the colour before it is saved.
  await page.getByRole("heading", { level: 1, name: "Profile" }).waitFor();
  const rect = page.locator("#button-preview rect");
  const before = await rect.getAttribute("fill");
  await page.getByLabel("Colour", { exact: true }).fill("#ffee00");
  assert.equal(await rect.getAttribute("fill"), "#ffee00");
  await page.getByText("Too light: at").waitFor();
  await look(page, "settings-profile");
  await page.getByLabel("Colour", { exact: true }).fill(before);
  await page.getByLabel("Reminders").fill("x");
  await page.getByRole("button", { name: "Save profile" }).click();
  await page.getByRole("alert").getByRole("link", { name: /Reminders/ }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "reminder-days");
  await look(page, "settings-profile-wrong");
  page.complaints.length = 0;
  await page.getByLabel("Reminders").fill("5, 2");
  await page.getByRole("button", { name: "Save profile" }).click();
  await page.getByText("The profile was saved.").waitFor();
  assert.equal(await page.getByLabel("Reminders").inputValue(), "5, 2");

  // Team.
  await openTab(page, "Team");
  await page.getByLabel("Email").fill("sam.seller@example.com");
  await page.getByLabel("Role", { exact: true }).selectOption("accountant");
  await page.getByRole("button", { name: "Send invitation" }).click();
  await page.getByText("The invitation was sent.").waitFor();
  await waitForMail("sam.seller@example.com");
  await look(page, "settings-team");
  const row = page.getByRole("row", { name: /sam\.seller/ });
  await row.getByLabel(/^Role of/).selectOption("employee");
  await row.getByRole("button", { name: /Change/ }).click();
  await page.getByText("The role was changed.").waitFor();
  await row.getByRole("button", { name: /Remove/ }).click();
  await look(page, "settings-team-remove");
  await page.getByRole("dialog").getByRole("link", { name: "Cancel" }).click();
  assert.equal(page.url(), `${settings}/team`);
  await row.getByRole("button", { name: /Remove/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByText("The person was removed").waitFor();
  const me = page.getByRole("row", { name: /Olivia Owner/ });
  await me.getByRole("button", { name: /Remove/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByText("This is the last owner").waitFor();
  await look(page, "settings-team-refused");
  page.complaints.length = 0;

  // A key is shown once, and works.
  await openTab(page, "API keys");
  await page.getByLabel("Name").fill("Till");
  await page.getByRole("button", { name: "Create key" }).click();
  const key = await page.getByLabel("API key", { exact: true }).inputValue();
  assert.match(key, /^sk_/);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy" }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), key);
  await look(page, "settings-key");
  const headers = { authorization: `Bearer ${key}` };
  const { data } = await ask(`${stack.app}/v1/baskets?q=LA-1009`, { headers });
  await openTab(page, "API keys");
  assert.equal(await page.getByText(key).count(), 0);
  await page.getByRole("row", { name: /Till/ }).getByRole("button", { name: /Revoke/ }).click();
  await look(page, "settings-key-revoke");
  const links = `${stack.app}/v1/baskets/${data[0].id}/payment-links`;

  // A webhook endpoint hears of a link that the key makes before it is revoked.
  const system = await receiver(t);
  await visit(page, `${settings}/webhooks`);
  await look(page, "settings-webhooks-none");
  await page.getByLabel("URL", { exact: true }).fill(system.url);
  await page.getByLabel("Only these:").check();
  await page.getByLabel("payment_link.created").check();
  await page.getByRole("button", { name: "Add endpoint" }).click();
  assert.match(await page.getByLabel("Signing secret").inputValue(), /^whsec_/);
  await look(page, "settings-endpoint");
  await ask(links, { json: {}, headers });
  await waitFor("event", () => system.posts.length > 0);
  assert.equal(system.posts[0].body.type, "payment_link.created");
  await openTab(page, "Webhooks");
  await look(page, "settings-webhooks");
  await page.getByRole("link", { name: system.url }).click();
  await page.getByText("Delivered", { exact: true }).waitFor();
  await look(page, "settings-deliveries");
  await page.getByRole("button", { name: /Send again: payment_link\.created/ }).click();
  await page.getByText("The event is sent again").waitFor();
  await waitFor("event once more", () => system.posts.length > 1);
  assert.equal(system.posts[1].headers["webhook-id"], system.posts[0].headers["webhook-id"]);
  await page.getByRole("button", { name: "New secret…" }).click();
  await look(page, "settings-endpoint-rotate");
  await page.getByRole("button", { name: "Make a new secret" }).click();
  await page.getByText("The new secret is ready").waitFor();
  await page.getByRole("button", { name: "Disable" }).click();
  await page.getByText("Turned off by your team").waitFor();
  await page.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("button", { name: "Delete endpoint" }).click();
  await page.getByText("No endpoints").waitFor();

  await openTab(page, "API keys");
  await page.getByRole("row", { name: /Till/ }).getByRole("button", { name: /Revoke/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke key" }).click();
  await page.getByText("The API key was revoked.").waitFor();
});

test("an owner whose gateway is off connects an account, on a phone without a script", async (t) => {
  const page = await openPage(t, { ...screens.phone, javaScriptEnabled: false });
  await signIn(page, "Hanna Harbour");
  await page.getByRole("link", { name: "HW-2001" }).click();
  await checkFits(page);
  await takePicture(page, "settings-way-out");
  await page.getByRole("link", { name: "Set up the payment gateway" }).click();
  await page.getByRole("heading", { level: 1, name: "Payments" }).waitFor();
  await checkFits(page);
  await takePicture(page, "settings-payments-off");
  await page.getByRole("button", { name: "Connect a Stripe account of your own" }).click();
  await page.getByText("Waiting for Stripe").waitFor();
  await checkFits(page);
  await takePicture(page, "settings-payments-waiting");
  await visit(page, `${settings}/payments`);
  await page.getByRole("link", { name: "Continue at Stripe" }).click();
  await page.getByRole("button", { name: "Finish and take payments" }).click();
  await page.getByText("Your Stripe account takes payments.").waitFor();
  await takePicture(page, "settings-payments-on");
  for (const [tab, name] of [["Profile", "profile"], ["Team", "team"], ["API keys", "keys"], ["Webhooks", "webhooks"]]) {
    await openTab(page, tab);
    await checkFits(page);
    await takePicture(page, `settings-${name}-phone`);
  }
  await openTab(page, "Payments");
  await page.getByRole("button", { name: "Turn payments off…" }).click();
  await checkFits(page);
  await takePicture(page, "settings-payments-disconnect");
  await page.getByRole("dialog").getByRole("button", { name: "Turn payments off" }).click();
  await page.getByText("Payments are off.").waitFor();
});

test("who may not see the settings is told so", async (t) => {
  const page = await openPage(t);
  await signIn(page, "Emma Employee");
  assert.equal(await page.getByRole("link", { name: "Settings" }).count(), 0);
  await visit(page, settings, 403);
  await page.getByRole("heading", { name: "Your role does not allow this" }).waitFor();
  page.complaints.length = 0;
});
