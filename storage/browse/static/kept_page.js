// Shows all that kept.js keeps on a page of its own, and exports and imports it as a file.
"use strict";

// The page has a template for each kind; its strings are in the language of the page.
function showList() {
  const page = document.querySelector("[data-kept]");
  if (!page) return;
  const fill = (name, items, fillRow) => {
    const list = page.querySelector(`[data-list="${name}"]`);
    list.replaceChildren(...items.map((item) => {
      const row = page.querySelector(`template[data-row="${name}"]`).content.cloneNode(true);
      fillRow(row, item);
      return row;
    }));
    page.querySelector(`[data-empty="${name}"]`).hidden = items.length > 0;
  };
  const removes = (row, action) => {
    row.querySelector("[data-remove]").addEventListener("click", () => change(action));
  };
  const newestFirst = [...kept.bookmarks].sort((one, other) => other[1].at - one[1].at);
  fill("bookmarks", newestFirst, (row, [id, mark]) => {
    const link = row.querySelector("a");
    link.textContent = mark.headline;
    link.href = page.dataset.story + encodeURIComponent(id);
    const note = row.querySelector("textarea");
    note.value = mark.note;
    note.addEventListener("change", () => change(() => {
      const known = kept.bookmarks.get(id);
      if (known) known.note = note.value.slice(0, MAX_NOTE_CHARS);
    }));
    removes(row, () => kept.bookmarks.delete(id));
  });
  fill("filters", [...kept.filters], (row, [path, name]) => {
    const link = row.querySelector("a");
    link.textContent = name;
    link.href = path;
    removes(row, () => kept.filters.delete(path));
  });
  fill("outlets", [...kept.outlets], (row, [id, name]) => {
    row.querySelector("span").textContent = name;
    removes(row, () => kept.outlets.delete(id));
  });
  fill("words", [...kept.words].sort(), (row, word) => {
    row.querySelector("span").textContent = word;
    removes(row, () => kept.words.delete(word));
  });
}

function exportAll() {
  load();
  const link = document.createElement("a");
  const content = new Blob([JSON.stringify(asData(), null, 1)], { type: "application/json" });
  link.href = URL.createObjectURL(content);
  link.download = "svodka-kept.json";
  link.click();
  URL.revokeObjectURL(link.href);
}

async function importAll(file, message) {
  try {
    const data = JSON.parse(await file.text());
    if (!data || typeof data !== "object" || Array.isArray(data)) throw new Error("no object");
    load();
    take(data);
    message.textContent = save() ? message.dataset.done : message.dataset.failed;
  } catch {
    message.textContent = message.dataset.failed;
  }
  show();
}

const words = document.querySelector("[data-add-word]");
words?.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = words.querySelector("input");
  const word = field.value.trim().slice(0, 100).toLowerCase();
  if (word) change(() => kept.words.add(word));
  field.value = "";
});
const chosen = document.querySelector("[data-import]");
chosen?.addEventListener("change", async () => {
  if (chosen.files[0]) await importAll(chosen.files[0], document.querySelector("[data-imported]"));
  chosen.value = "";
});
document.querySelector("[data-export]")?.addEventListener("click", exportAll);
showList();
