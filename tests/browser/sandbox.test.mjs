// The sandbox services' own pages, seen by a browser.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createHash, randomBytes } from "node:crypto";
import { after, test } from "node:test";
import { ask, checkFits, closeBrowser, openPage, screens, stack, takePicture, visit, waitForMail } from "./lib.mjs";

after(closeBrowser);

/** A small web server of the test's own, which is closed after the test. */
async function serve(t, answer) {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

function sendMail(to, subject, html, text) {
  return ask(`${stack.mailbox}/v2/email/outbound-emails`, {
    json: {
      FromEmailAddress: "Alpine Tours <desk@paylink.example>",
      Destination: { ToAddresses: [to] },
      Content: {
        Simple: {
          Subject: { Data: subject },
          Body: { Html: { Data: html }, Text: { Data: text } },
          Headers: [{ Name: "X-Entity-Ref-ID", Value: "1" }],
        },
      },
      EmailTags: [{ Name: "basket", Value: "bsk_01" }],
    },
  });
}

test("a mail is listed and read, and its links open outside the frame", async (t) => {
  const target = await serve(t, (request, response) => {
    response.setHeader("content-security-policy", "frame-ancestors 'none'");
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end("<!doctype html><title>Payment page</title><link rel=icon href='data:,'><p>Arrived");
  });
  const to = `${randomBytes(6).toString("hex")}@example.com`;
  const html = `<!doctype html><html><head><title>x</title></head><body style="font-family: sans-serif">
    <h1>Your payment</h1><p>Glacier hike, two guests</p><p><a href="${target}/pay">Pay CHF 120.00</a></p></body></html>`;
  await sendMail(to, "Payment for your glacier hike", html, `Pay CHF 120.00: ${target}/pay`);
  await sendMail("guest@bounce.example", "A mail that bounces", "<p>Bounce", "Bounce");

  const page = await openPage(t);
  await visit(page, stack.mailbox);
  await takePicture(page, "mailbox");
  await page.getByLabel("Only mail to").fill(to);
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByRole("link", { name: /glacier hike/ }).click();
  await page.getByRole("heading", { name: "Payment for your glacier hike" }).waitFor();
  assert.equal(await page.locator("pre").innerText(), `Pay CHF 120.00: ${target}/pay`);

  const frame = page.frameLocator("iframe");
  await frame.getByRole("heading", { name: "Your payment" }).waitFor();
  await takePicture(page, "mailbox-mail");
  const [opened] = await Promise.all([
    page.context().waitForEvent("page"),
    frame.getByRole("link", { name: "Pay CHF 120.00" }).click(),
  ]);
  await opened.waitForLoadState();
  assert.equal(opened.url(), `${target}/pay`);
  assert.equal(await opened.title(), "Payment page");

  const mail = await waitForMail(to, /glacier/);
  assert.equal(mail.tags.basket, "bsk_01");
});

test("scripts in a mail do not run", async (t) => {
  const to = `${randomBytes(6).toString("hex")}@example.com`;
  const hostile = `<p id="seen">before</p><script>document.getElementById("seen").textContent = "ran"</script>
    <img src="x:" onerror="document.getElementById('seen').textContent = 'ran'">`;
  await sendMail(to, "<script>document.title = 'ran'</script>", hostile, "text");
  const { id } = await waitForMail(to);
  const page = await openPage(t);
  await visit(page, `${stack.mailbox}/mails/${id}`);
  assert.equal(await page.frameLocator("iframe").locator("#seen").innerText(), "before");
  assert.match(await page.title(), /^<script>/);
  // The browser says that it blocked the script, as it should.
  assert.ok(page.complaints.length > 0);
  page.complaints.length = 0;
});

test("the mailbox fits on a phone", async (t) => {
  await sendMail("guest@example.com", "A_long_subject_without_spaces".repeat(8), "<p>Hi", "x".repeat(400));
  const page = await openPage(t, screens.phone);
  await visit(page, stack.mailbox);
  await checkFits(page);
  await page.getByRole("link", { name: /A_long_subject/ }).first().click();
  await checkFits(page);
  await takePicture(page, "mailbox-mail-phone");
});

test("a demo user signs in without a script", async (t) => {
  const answered = [];
  const client = await serve(t, (request, response) => {
    answered.push(request.url);
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end("<!doctype html><title>Signed in</title><link rel=icon href='data:,'><p>Signed in");
  });
  const { client_id } = await signInSettings();
  const verifier = randomBytes(32).toString("base64url");
  const query = new URLSearchParams({
    response_type: "code",
    client_id,
    redirect_uri: `${client}/callback`,
    scope: "openid email profile",
    state: "the state",
    nonce: "the nonce",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const { authorization_endpoint, token_endpoint } = await ask(
    `${stack.issuer}/.well-known/openid-configuration`,
  );
  const page = await openPage(t, { ...screens.phone, javaScriptEnabled: false });
  await visit(page, `${authorization_endpoint}?${query}`);
  await page.getByRole("heading", { name: "Who are you today?" }).waitFor();
  await takePicture(page, "sign-in-phone");

  const [user] = await ask(`${stack.issuer}/_sandbox/users`);
  await page.getByRole("button", { name: user.name }).click();
  await page.getByText("Signed in").waitFor();
  const answer = new URL(page.url());
  assert.equal(answer.pathname, "/callback");
  assert.equal(answer.searchParams.get("state"), "the state");

  const tokens = await fetch(token_endpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: answer.searchParams.get("code"),
      redirect_uri: `${client}/callback`,
      client_id,
      code_verifier: verifier,
    }),
  });
  assert.equal(tokens.status, 200);
  const { id_token } = await tokens.json();
  const claims = JSON.parse(Buffer.from(id_token.split(".")[1], "base64url"));
  assert.equal(claims.sub, user.sub);
  assert.equal(claims.nonce, "the nonce");
  assert.equal(answered.filter((url) => url.startsWith("/callback")).length, 1);
});

test("the issuer explains a request that it cannot answer", async (t) => {
  const page = await openPage(t);
  await visit(page, `${stack.issuer}/authorize?client_id=nobody`, 400);
  await page.getByRole("heading", { name: "This sign-in cannot go on" }).waitFor();
  page.complaints.length = 0;
});

/** The issuer's page says for which client it works. */
async function signInSettings() {
  const response = await fetch(stack.issuer);
  const [, client_id] = (await response.text()).match(/the client <code>([^<]+)<\/code>/);
  return { client_id };
}
