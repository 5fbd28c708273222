// Marks stories that are new since the last visit, and switches the density of lists. Both are kept
// in this browser alone.
"use strict";
const MIN_MINUTES_BETWEEN_VISITS = 30; // pages that are opened sooner belong to the same visit
const store = {
  get(name) {
    try {
      return localStorage.getItem(`svodka.${name}`);
    } catch {
      return null; // a browser may forbid storage
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(`svodka.${name}`, value);
    } catch {
      // The page works without storage.
    }
  },
};

const button = document.querySelector("[data-density-button]");
if (button) {
  const root = document.documentElement;
  const isCompact = () => root.dataset.density === "compact";
  button.setAttribute("aria-pressed", String(isCompact()));
  button.addEventListener("click", () => {
    if (isCompact()) delete root.dataset.density;
    else root.dataset.density = "compact";
    store.set("density", isCompact() ? "compact" : "comfortable");
    button.setAttribute("aria-pressed", String(isCompact()));
  });
}

const stories = document.querySelectorAll(".story");
if (stories.length) {
  const now = Date.now();
  let visit = {};
  try {
    visit = JSON.parse(store.get("visit")) || {};
  } catch {
    // Another program wrote the value.
  }
  const isSameVisit = now - visit.last < MIN_MINUTES_BETWEEN_VISITS * 60000;
  if (!isSameVisit) visit.before = visit.last; // also on the first visit, which has no `last`
  visit.last = now;
  store.set("visit", JSON.stringify(visit));
  for (const story of stories) {
    // The time at which the story was first seen, since an outlet may be read hours after it
    // published.
    const seenAt = Date.parse(story.dataset.seen);
    if (visit.before && seenAt > visit.before) story.classList.add("new");
  }
}

const addressOfPage = () => location.origin + location.pathname;

async function copyLink(button) {
  const address = addressOfPage();
  try {
    await navigator.clipboard.writeText(address); // browsers offer it on https and localhost only
  } catch {
    const field = Object.assign(document.createElement("textarea"), { value: address });
    button.after(field);
    field.select();
    const isCopied = document.execCommand("copy");
    field.remove();
    if (!isCopied) return;
  }
  button.textContent = button.dataset.done;
}

// Opens the system's menu for sharing if there is one; else copies the link.
async function share(button) {
  if (!navigator.share) {
    await copyLink(button);
    return;
  }
  try {
    await navigator.share({ title: button.dataset.share, url: addressOfPage() });
  } catch (error) {
    const isMenuClosed = error.name === "AbortError"; // by the reader
    if (!isMenuClosed) await copyLink(button);
  }
}

document.querySelector("[data-copy-link]")?.addEventListener("click", (event) => copyLink(event.target));
document.querySelector("[data-share]")?.addEventListener("click", (event) => share(event.target));
document.querySelector("[data-print]")?.addEventListener("click", () => print());
