// Run in an isolated world of the browser, whose built-in objects the page cannot change.
// Returns the functions `shows` (how much the page shows) and `html` (its HTML).
(() => {
  "use strict";
  // A page can hide `document.body` by an element of that name, so the prototype is asked.
  const property = (name) =>
    Object.getOwnPropertyDescriptor(Document.prototype, name).get.call(document);
  const find = (selector) => [...Document.prototype.querySelectorAll.call(document, selector)];
  const body = () => property("body");
  const texts = (elements) => {
    const roots = elements.flatMap((one) => (one.shadowRoot ? [...one.shadowRoot.children] : []));
    return [body(), ...roots].map((root) => String((root && root.innerText) || ""));
  };
  // The text of a page has long lines; its menus and teasers have short ones.
  const inLongLines = (text, minChars) =>
    text.split("\n").reduce((sum, line) => sum + (line.length < minChars ? 0 : line.length), 0);
  // Returns: whether all files are read; the number of elements, of characters, and of characters
  // in long lines.
  const shows = (minChars) => {
    const elements = find("*");
    const all = texts(elements);
    const sum = (lengths) => lengths.reduce((one, other) => one + other, 0);
    return [
      property("readyState") === "complete", elements.length, sum(all.map((text) => text.length)),
      sum(all.map((text) => inLongLines(text, minChars))),
    ];
  };
  const inert = property("implementation").createHTMLDocument("");
  // A reader sees the shadow tree of an element; the slots of that tree show its child nodes.
  const shown = (node) => {
    if (node.shadowRoot) return node.shadowRoot.childNodes;
    const assigned = node.localName === "slot" ? node.assignedNodes() : [];
    return assigned.length ? assigned : node.childNodes;
  };
  const flat = (node) => {
    const copy = inert.importNode(node, false);
    for (const child of shown(node)) copy.appendChild(flat(child));
    return copy;
  };
  const copied = (root) => {
    try {
      if (find("*").some((element) => element.shadowRoot)) return flat(root);
    } catch (error) {
      // The page is nested too deeply, or its elements hide their properties. It is copied without
      // its shadow trees.
    }
    return inert.importNode(root, true);
  };
  const html = (maxChars) => {
    const root = property("documentElement");
    if (!root) return "";
    const copy = copied(root);
    for (const meta of copy.querySelectorAll("meta[charset], meta[http-equiv='content-type' i]"))
      meta.remove(); // the text is sent as UTF-8
    // A reader of the drawn page does not see <noscript>, and its markup would become text.
    for (const element of copy.querySelectorAll("noscript")) element.remove();
    const text = "<!doctype html>" + copy.outerHTML;
    return text.length > maxChars ? null : text;
  };
  return { shows, html };
})()
