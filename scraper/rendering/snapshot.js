// Run in an isolated world, whose built-in objects the page cannot change.
(() => {
  "use strict";
  const textLength = () => {
    let length = document.body ? document.body.innerText.length : 0;
    for (const element of document.querySelectorAll("*"))
      if (element.shadowRoot) length += element.shadowRoot.textContent.length;
    return length;
  };
  const shows = () => [
    document.readyState === "complete",
    document.getElementsByTagName("*").length,
    textLength(),
  ];
  const inert = document.implementation.createHTMLDocument("");
  // A reader sees the shadow tree of an element, with its children in the slots of that tree.
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
  const html = (maxChars) => {
    const all = [...document.querySelectorAll("*")];
    let copy;
    try {
      copy = all.some((element) => element.shadowRoot)
        ? flat(document.documentElement)
        : inert.importNode(document.documentElement, true);
    } catch (error) {
      copy = inert.importNode(document.documentElement, true); // nested too deeply
    }
    for (const meta of copy.querySelectorAll("meta[charset], meta[http-equiv='content-type' i]"))
      meta.remove(); // the text is sent as UTF-8
    const text = "<!doctype html>" + copy.outerHTML;
    return text.length > maxChars ? null : text;
  };
  return { shows, html };
})()
