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

// The address must not open a closed dialog again when the page is loaded anew: it becomes the one
// that closes the dialog where there is no script.
function forgetDialog(event) {
  const close = event.target.querySelector("[data-close]");
  if (close) history.replaceState(null, "", close.href);
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

// A form is sent once. The server would do it once anyway; this spares the second press, and says
// that the first one is being worked on.
const busy = document.createElement("p");
busy.className = "hidden";
busy.setAttribute("role", "status");
(document.querySelector("main") ?? document.body).append(busy);
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => {
      for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = true;
      const pressed = event.submitter;
      if (pressed) {
        pressed.dataset.label = pressed.textContent;
        // It keeps its width, so that nothing jumps under the finger.
        pressed.style.minWidth = `${pressed.offsetWidth}px`;
        pressed.textContent = "Working…";
      }
      say(busy, "Working…");
    });
  });
}
// A page that comes back from the browser's memory can be used again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button[type=submit]")) {
      button.disabled = false;
      if (button.dataset.label) button.textContent = button.dataset.label;
    }
  }
  busy.textContent = "";
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
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => print());
}
document.documentElement.classList.add("has-script");

// What was done is read out: a live region only speaks when something is put into it.
const flash = document.querySelector("#flash p");
if (flash) setTimeout(() => flash.replaceWith(flash.cloneNode(true)), 100);
const secret = document.getElementById("secret");
if (secret) secret.focus();
const result = document.getElementById("link-result");
if (result && location.hash === "#link-result") result.focus({ preventScroll: true });

// The button's preview follows the colour that is chosen, as the server draws it.
const colour = document.getElementById("colour");
const preview = document.getElementById("button-preview");
if (colour && preview) {
  colour.addEventListener("input", () => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const value = parseInt(colour.value.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    preview.querySelector("rect").setAttribute("fill", colour.value);
    preview.querySelector("text").setAttribute("fill", luminance > 0.1791 ? "#000" : "#fff");
    const onWhite = 1.05 / (luminance + 0.05);
    const onText = luminance > 0.1791 ? (luminance + 0.05) / 0.05 : onWhite;
    document.getElementById("colour-advice").textContent =
      onWhite < 3
        ? `Too light: at ${onWhite.toFixed(1)} : 1, buttons are hard to tell from the white page. Choose a darker colour, of 3 : 1 or better.`
        : `Good: buttons stand out at ${onWhite.toFixed(1)} : 1 on the white page, and their text can be read at ${onText.toFixed(1)} : 1.`;
  });
}
