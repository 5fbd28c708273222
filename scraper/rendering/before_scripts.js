// Run in each frame before the scripts of the page.
(() => {
  "use strict";
  // Connections between browsers bring no text, and may avoid the proxy.
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"])
    delete window[name];
  // Readers see the content of closed shadow trees, so these are opened for the snapshot.
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    return attach.call(this, { ...options, mode: "open" });
  };
})();
