// Run in each frame before the scripts of the page.
(() => {
  "use strict";
  // Connections between browsers bring no text, and might go round a proxy.
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"])
    delete window[name];
  // The content of closed shadow trees is on the screen, too.
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    return attach.call(this, { ...options, mode: "open" });
  };
})();
