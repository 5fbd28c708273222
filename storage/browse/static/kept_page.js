// Shows on the page /kept what kept.js has stored, and exports and imports it as a file.
"use strict";

// Fills the lists of the page. A template in its HTML has the row of each list, with texts in the
// language of the page.
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
  const removeOnClick = (row, action) => {
    row.querySelector("[data-remove]").addEventListener("click", () => change(action));
  };
  const newestFirst = [...kept.bookmarks].sort(([, mark], [, other]) => other.at - mark.at);
  fill("bookmarks", newestFirst, (row, [id, mark]) => {
    const link = row.querySelector("a");
    link.textContent = mark.headline;
    link.href = page.dataset.story + encodeURIComponent(id);
    const note = row.querySelector("textarea");
    note.value = mark.note;
    note.addEventListener("change", () => change(() => {
      const bookmark = kept.bookmarks.get(id); // undefined if another tab removed it
      if (bookmark) bookmark.note = note.value.slice(0, MAX_NOTE_CHARS);
    }));
    removeOnClick(row, () => kept.bookmarks.delete(id));
  });
  fill("filters", [...kept.filters], (row, [path, name]) => {
    const link = row.querySelector("a");
    link.textContent = name;
    link.href = path;
    removeOnClick(row, () => kept.filters.delete(path));
  });
  fill("outlets", [...kept.outlets], (row, [id, name]) => {
    row.querySelector("span").textContent = name;
    removeOnClick(row, () => kept.outlets.delete(id));
  });
  fill("words", [...kept.words].sort(), (row, word) => {
    row.querySelector("span").textContent = word;
    removeOnClick(row, () => kept.words.delete(word));
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
    addAll(data);
    message.textContent = save() ? message.dataset.done : message.dataset.failed;
  } catch {
    message.textContent = message.dataset.failed;
  }
  show();
}

const wordForm = document.querySelector("[data-add-word]");
wordForm?.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = wordForm.querySelector("input");
  const word = field.value.trim().slice(0, 100).toLowerCase();
  if (word) change(() => kept.words.add(word));
  field.value = "";
});
const fileField = document.querySelector("[data-import]");
fileField?.addEventListener("change", async () => {
  const [file] = fileField.files;
  if (file) await importAll(file, document.querySelector("[data-imported]"));
  fileField.value = "";
});
document.querySelector("[data-export]")?.addEventListener("click", exportAll);
showList();
