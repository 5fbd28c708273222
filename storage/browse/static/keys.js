// Adds keys: j and k go to the next and previous story, / goes to the search field.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, select, textarea")) return;
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("find").focus();
    return;
  }
  const step = { j: 1, k: -1 }[event.key];
  if (!step) return;
  const links = [...document.querySelectorAll(".story h3 a")];
  const next = links[links.indexOf(document.activeElement) + step] || links[0];
  if (next) {
    next.focus();
    next.scrollIntoView({ block: "center" });
  }
});
