/* Keeps visited pages for the time without a connection, where the browser can (HTTPS); elsewhere does nothing. */
"use strict";

(() => {
  if (!/^https?:$/.test(location.protocol) || !("serviceWorker" in navigator) || !document.currentScript) return;
  const worker = new URL("../../sw.js", document.currentScript.src);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    const parts = performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => name.startsWith(location.origin));
    navigator.serviceWorker.controller?.postMessage([...new Set([location.href, ...parts])]);
  });
  window.addEventListener("load", () => {
    navigator.serviceWorker.register(worker, { updateViaCache: "none" }).catch(() => {}); // the site works as before
  });
})();
