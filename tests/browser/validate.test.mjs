// The Nu validator reads every page and mail of the gallery, and every page of the desk that the
// other tests kept in target/tests/html. It runs last, as files are taken by name.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { keptPages, root } from "./lib.mjs";

const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
const gallery = process.env.GALLERY ?? join(root, "target", "gallery");

/** What the validator says about the files in a folder: `[{ file, text }]`. */
async function validate(folder) {
  assert.ok(existsSync(folder) && readdirSync(folder).length > 0, `${folder} is empty`);
  const options = ["-Xmx512m", "-jar", jar, "--skip-non-html", "--format", "json", folder];
  const judged = await promisify(execFile)("java", options, { maxBuffer: 64 << 20 }).catch((error) => error);
  const { messages } = JSON.parse(judged.stderr);
  return messages
    .filter(({ type, subType }) => type !== "info" || subType === "warning")
    .map(({ url, message, lastLine, extract }) => ({
      text: message,
      where: `${basename(url ?? "")}:${lastLine}: ${message} ${extract ?? ""}`,
    }));
}

test("what is not valid is noticed", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "paylink-html-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "wrong.html"), '<!doctype html><html lang="en"><title>x</title><p><div id=a id=b></p>');
  assert.ok((await validate(folder)).length >= 2);
});

test("the guest's pages are valid HTML", async () => {
  const messages = await validate(join(gallery, "guest"));
  assert.deepEqual(messages.map(({ where }) => where), []);
});

test("the desk's pages are valid HTML", async () => {
  const messages = await validate(keptPages);
  assert.deepEqual(messages.map(({ where }) => where), []);
});

/**
 * What mail programs need and HTML has left behind: layout tables with attributes for programs that
 * know no style sheets, and conditional comments for Outlook, all of which MJML writes.
 */
const oldFashioned = [
  /^The “(align|bgcolor|border|cellpadding|cellspacing|valign|width|height)” attribute on the “(table|td|tr|img|div)” element is obsolete/,
  /^The “type” attribute for the “style” element is not needed/,
];

test("mails are valid HTML, but for what mail programs need", async () => {
  const messages = await validate(join(gallery, "mails"));
  const left = messages.filter(({ text }) => !oldFashioned.some((rule) => rule.test(text)));
  assert.deepEqual(left.map(({ where }) => where), []);
});
