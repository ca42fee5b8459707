// docs/screens has a picture of every state. With SAVE_SCREENS=1 those that the tests took are put
// there, with a page that shows them; else it is checked that none is missing and none left over.

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pictures, root } from "./lib.mjs";

const kept = join(root, "docs", "screens");
const names = (folder) => readdirSync(folder).filter((file) => file.endsWith(".png")).sort();

/** Chapters, by what the names of their pictures begin with. */
const chapters = [
  ["guest-", "Guests' pages", "On a phone, in every state; in every language; by night, on paper, without style."],
  ["mail-", "Mails", "In English, German, Japanese and Arabic, and by night."],
  ["desk-", "The desk", "On a screen, and on a phone 320 px wide without a script."],
  ["settings-", "The settings", ""],
  ["", "The sandbox gateway and mailbox", "What a laptop has in place of Stripe and a mail program."],
];

function readme(files) {
  const left = new Set(files);
  const lines = [
    "# What people see",
    "",
    "Every picture is taken by the tests: `SAVE_SCREENS=1 tests/run browser` takes them anew.",
  ];
  for (const [start, title, text] of chapters) {
    const own = [...left].filter((file) => file.startsWith(start));
    own.forEach((file) => left.delete(file));
    if (own.length === 0) continue;
    lines.push("", `## ${title}`, "");
    if (text !== "") lines.push(text, "");
    for (const file of own) {
      const name = file.replace(".png", "");
      const words = name.slice(start.length).replaceAll("-", " ");
      lines.push(`<a href="${file}"><img src="${file}" width="180" alt="${words}" title="${words}"></a>`);
    }
  }
  return `${lines.join("\n")}\n`;
}

const taken = names(pictures);
if (process.env.SAVE_SCREENS === "1") {
  for (const file of names(kept)) rmSync(join(kept, file));
  for (const file of taken) {
    // A palette is all that flat pages need, and a third of the size.
    execFileSync("pngquant", ["--force", "--strip", "--output", join(kept, file), "64", join(pictures, file)]);
  }
  writeFileSync(join(kept, "README.md"), readme(taken));
  console.log(`${taken.length} pictures are in docs/screens`);
} else {
  const there = names(kept);
  const missing = taken.filter((file) => !there.includes(file));
  const over = there.filter((file) => !taken.includes(file));
  const stale = readFileSync(join(kept, "README.md"), "utf8") !== readme(there);
  for (const file of missing) console.log(`docs/screens has no ${file}`);
  for (const file of over) console.log(`docs/screens has ${file}, of which no picture was taken`);
  if (stale) console.log("docs/screens/README.md does not show what is there");
  process.exitCode = missing.length + over.length + stale > 0 ? 1 : 0;
}
