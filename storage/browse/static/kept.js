// Keeps bookmarks with notes, stories that were read, hidden outlets and words, and saved filters.
// All is in this browser alone (localStorage), and nothing is sent to the server.
"use strict";
const KEPT = "svodka.kept";
const HIDES = "svodka.hides";
const MAX_READ = 5000; // stories that are remembered as read; the oldest are forgotten
const MAX_ITEMS = 1000; // bookmarks, hidden outlets, hidden words or filters
const MAX_NOTE_CHARS = 2000;

const kept = {
  bookmarks: new Map(), // id of a story → {headline, at, note}
  read: new Map(), // id of a story → time in milliseconds
  outlets: new Map(), // id of an outlet → its name
  words: new Set(),
  filters: new Map(), // path with its query → name
};

const text = (value, maxChars) => (typeof value === "string" ? value.slice(0, maxChars) : "");
// A path of this site, such as «/?region=RU-PNZ», and not «//other.example».
const isOwnPath = (path) => /^\/(?![/\\])[^\s\\]{0,500}$/.test(path);

// Adds stored or imported values; values of another form are left out.
function addAll(data) {
  const entries = (name) => Object.entries((data && data[name]) || {}).slice(0, MAX_ITEMS);
  for (const [id, mark] of entries("bookmarks")) {
    const headline = text(mark?.headline, 500);
    if (headline) {
      kept.bookmarks.set(text(id, 200), {
        headline, at: Number(mark.at) || 0, note: text(mark.note, MAX_NOTE_CHARS),
      });
    }
  }
  for (const [id, at] of Object.entries((data && data.read) || {}).slice(-MAX_READ)) {
    kept.read.set(text(id, 200), Number(at) || 0);
  }
  for (const [id, name] of entries("outlets")) kept.outlets.set(text(id, 200), text(name, 200) || id);
  for (const word of Array.isArray(data?.words) ? data.words.slice(0, MAX_ITEMS) : []) {
    if (text(word, 100).trim()) kept.words.add(text(word, 100).trim().toLowerCase());
  }
  for (const [path, name] of entries("filters")) {
    if (isOwnPath(path)) kept.filters.set(path, text(name, 200) || path);
  }
}

function asData() {
  return {
    bookmarks: Object.fromEntries(kept.bookmarks),
    read: Object.fromEntries([...kept.read].slice(-MAX_READ)),
    outlets: Object.fromEntries(kept.outlets),
    words: [...kept.words],
    filters: Object.fromEntries(kept.filters),
  };
}

function load() {
  for (const part of Object.values(kept)) part.clear();
  try {
    addAll(JSON.parse(localStorage.getItem(KEPT)));
  } catch {
    // The browser forbids storage, or another program wrote the value.
  }
}

function save() {
  try {
    localStorage.setItem(KEPT, JSON.stringify(asData()));
    localStorage.setItem(HIDES, kept.outlets.size || kept.words.size ? "yes" : ""); // for early.js
    return true;
  } catch {
    return false;
  }
}

// Runs the action and saves. If the browser cannot save, undoes the action and shows a message.
function change(action) {
  load(); // another tab may have changed the values
  action();
  const { bookmarks, outlets, words, filters } = kept;
  const isFull = [bookmarks, outlets, words, filters].some((part) => part.size > MAX_ITEMS);
  const isKept = !isFull && save();
  if (!isKept) load();
  const message = document.querySelector("[data-not-kept]");
  if (message) message.hidden = isKept;
  show();
}

function toggleBookmark(button) {
  const { keep: id, headline } = button.dataset;
  change(() => {
    if (!kept.bookmarks.delete(id)) kept.bookmarks.set(id, { headline, at: Date.now(), note: "" });
  });
}

function isHidden(story) {
  const outlets = (story.dataset.outlets || "").split(" ").filter(Boolean);
  if (outlets.length && outlets.every((id) => kept.outlets.has(id))) return true;
  const headline = (story.querySelector("h3")?.textContent || "").toLowerCase();
  return [...kept.words].some((word) => headline.includes(word));
}

let showsHidden = false;

function show() {
  for (const button of document.querySelectorAll("[data-keep]")) {
    const isKept = kept.bookmarks.has(button.dataset.keep);
    button.setAttribute("aria-pressed", String(isKept));
    button.textContent = isKept ? "★" : "☆";
  }
  for (const button of document.querySelectorAll("[data-hide-outlet]")) {
    button.setAttribute("aria-pressed", String(kept.outlets.has(button.dataset.hideOutlet)));
  }
  for (const button of document.querySelectorAll("[data-save-filter]")) {
    button.setAttribute("aria-pressed", String(kept.filters.has(hereWithQuery())));
  }
  let hiddenCount = 0;
  for (const story of document.querySelectorAll(".story[data-story]")) {
    story.classList.toggle("read", kept.read.has(story.dataset.story));
    const isHiddenStory = isHidden(story);
    if (isHiddenStory) hiddenCount += 1;
    story.hidden = isHiddenStory && !showsHidden;
  }
  const note = document.querySelector("[data-hidden-count]");
  if (note) {
    note.hidden = !hiddenCount;
    note.querySelector("b").textContent = String(hiddenCount);
  }
  window.showList?.(); // of kept_page.js, which only the page /kept loads
}

const hereWithQuery = () => location.pathname + location.search;

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { keep, hideOutlet, name, saveFilter } = button.dataset;
  if (keep) toggleBookmark(button);
  else if (hideOutlet) {
    change(() => kept.outlets.delete(hideOutlet) || kept.outlets.set(hideOutlet, name));
  } else if (saveFilter !== undefined) {
    const path = hereWithQuery();
    if (!isOwnPath(path)) return;
    change(() => kept.filters.delete(path) || kept.filters.set(path, document.title));
  } else if (button.matches("[data-hidden-count] button")) {
    showsHidden = !showsHidden;
    button.setAttribute("aria-pressed", String(showsHidden));
    show();
  }
});

window.addEventListener("storage", (event) => {
  if (event.key !== KEPT) return;
  load();
  show();
});

// A list has one star in a template. Each story gets a copy of it, which is placed absolutely, so
// that nothing moves.
const star = document.querySelector("template[data-star]");
for (const story of star ? document.querySelectorAll(".story[data-story]") : []) {
  const button = star.content.firstElementChild.cloneNode(true);
  const headline = story.querySelector("h3");
  button.dataset.keep = story.dataset.story;
  button.dataset.headline = headline.textContent;
  headline.after(button);
}

load();
const opened = document.querySelector("[data-opened]")?.dataset.opened;
if (opened) {
  kept.read.delete(opened); // so that it moves to the end, where the newest are
  kept.read.set(opened, Date.now());
  save();
}
show();
