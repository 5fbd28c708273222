// Lets readers move with the keyboard: j and k go to the next and the previous story of a list, and
// / goes to the search field.
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
  // If no story has the focus, indexOf gives -1 and j goes to the first story.
  const next = links[links.indexOf(document.activeElement) + step] || links[0];
  if (next) {
    next.focus();
    next.scrollIntoView({ block: "center" });
  }
});
