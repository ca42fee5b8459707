// Makes the desk quicker; every page works without it.
"use strict";

// Dialogs open in place instead of by a round trip, with the rest of the page out of reach.
function openDialog(dialog) {
  if (dialog.open) dialog.close();
  dialog.showModal();
  const first = dialog.querySelector("[aria-invalid=true], input:not([type=hidden]):not([disabled])");
  if (first) {
    first.focus();
    if (first.select && first.type === "text") first.select();
  }
}

// The address must not open a closed dialog again when the page is loaded anew.
function forgetDialog() {
  const url = new URL(location.href);
  if (!url.searchParams.has("dialog") && !location.pathname.match(/^\/desk\/bookings\/[^/]+\/./)) return;
  const basket = location.pathname.split("/").slice(0, 4).join("/");
  history.replaceState(null, "", basket);
}

// What was done is told once, not at every reload.
const here = new URL(location.href);
if (here.searchParams.has("done")) {
  here.searchParams.delete("done");
  history.replaceState(null, "", here);
}

for (const dialog of document.querySelectorAll("dialog")) {
  if (dialog.open) openDialog(dialog);
  dialog.addEventListener("close", forgetDialog);
  for (const link of dialog.querySelectorAll("[data-close]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.close();
    });
  }
}

for (const button of document.querySelectorAll("[data-dialog]")) {
  const dialog = document.getElementById(button.dataset.dialog);
  if (!dialog) continue;
  button.setAttribute("aria-haspopup", "dialog");
  button.addEventListener("click", (event) => {
    event.preventDefault();
    openDialog(dialog);
  });
}

// A form is sent once. The server would do it once anyway; this spares the second press.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => {
      for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = true;
    });
  });
}
// A page that comes back from the browser's memory can be used again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = false;
  }
});

async function copy(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) {
      // Not allowed here; the selection still can be copied by hand.
    }
  }
  return false;
}

function say(place, text) {
  if (!place) return;
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 50);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const place = document.querySelector(`[data-copied="${button.dataset.copy}"]`);
  if (!source) continue;
  button.addEventListener("click", async () => {
    source.select();
    say(place, (await copy(source.value)) ? "Copied." : "It is selected: press Ctrl+C or ⌘C to copy it.");
  });
}
for (const button of document.querySelectorAll("[data-copy-text]")) {
  button.addEventListener("click", async () => {
    const copied = await copy(button.dataset.copyText);
    say(document.getElementById("row-copied"), copied ? "The URL was copied." : "Copying is not allowed here. Use “Show QR” to see the URL.");
  });
}
document.documentElement.classList.add("has-script");

// What was done is read out: a live region only speaks when something is put into it.
const flash = document.querySelector("#flash p");
if (flash) setTimeout(() => flash.replaceWith(flash.cloneNode(true)), 100);
const result = document.getElementById("link-result");
if (result && location.hash === "#link-result") result.focus({ preventScroll: true });
