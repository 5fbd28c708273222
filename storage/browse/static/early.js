// Runs before the page is drawn, so that the chosen density moves nothing.
"use strict";
document.documentElement.classList.add("js");
try {
  if (localStorage.getItem("svodka.density") === "compact") {
    document.documentElement.dataset.density = "compact";
  }
} catch {
  // A browser that forbids storage shows the comfortable list.
}
