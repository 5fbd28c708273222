// Runs before the page is drawn, so that the chosen density and hidden stories move nothing.
"use strict";
document.documentElement.classList.add("js");
try {
  if (localStorage.getItem("svodka.density") === "compact") {
    document.documentElement.dataset.density = "compact";
  }
  if (localStorage.getItem("svodka.hides")) {
    const { classList } = document.documentElement;
    classList.add("hides");
    // This event comes when kept.js has run, or could not be loaded.
    document.addEventListener("DOMContentLoaded", () => classList.remove("hides"));
  }
} catch {
  // A browser that forbids storage shows the comfortable list with all stories.
}
