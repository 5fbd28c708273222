// Lets readers move with the keyboard. Keys are found by their place (event.code), so that they also
// work with a Russian layout, in which the key of «j» types «о».
"use strict";
const MAX_MILLISECONDS_AFTER_G = 1500; // in which the second key of «g s» follows
let gPressedAt = 0;

const first = (selector) => document.querySelector(selector);
const focused = () => document.activeElement?.closest?.(".story");

function step(by) {
  const links = [...document.querySelectorAll(".story:not([hidden]) h3 a")];
  // If no story has the focus, indexOf gives -1 and j goes to the first story.
  const next = links[links.indexOf(document.activeElement) + by] || links[0];
  next?.focus();
  next?.scrollIntoView({ block: "center" });
}

function follow(link) {
  if (link) location.assign(link.href);
}

function bookmark() {
  (focused()?.querySelector("[data-keep]") || first(".reading [data-keep]"))?.click();
}

const ACTIONS = {
  KeyJ: () => step(1),
  KeyK: () => step(-1),
  KeyO: () => follow(first("a.original")),
  KeyV: () => follow(first("a[data-differences]")),
  KeyS: bookmark,
  ArrowRight: () => follow(first('nav a[rel="next"]')),
  ArrowLeft: () => follow(first('nav a[rel="prev"]')),
  Slash: () => first("#find").focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, select, textarea, [contenteditable], dialog, .scroll")) return;
  const help = first("#keys");
  if (event.key === "?" || (event.shiftKey && event.code === "Slash")) {
    event.preventDefault();
    help?.showModal();
    return;
  }
  if (event.shiftKey) return;
  if (event.code === "KeyG") {
    gPressedAt = Date.now();
    return;
  }
  const isSecond = Date.now() - gPressedAt < MAX_MILLISECONDS_AFTER_G;
  gPressedAt = 0;
  const link = isSecond && first(`a[data-go="${event.code}"]`);
  const action = link ? () => follow(link) : ACTIONS[event.code];
  if (!action) return;
  event.preventDefault();
  action();
});
first("[data-show-keys]")?.addEventListener("click", () => first("#keys")?.showModal());
