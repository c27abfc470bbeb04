/* Keeps what was once opened for the time without a connection. RELEASE is written by the build
   (plugins/metodbank/site/offline.py); empty, as here, this file removes everything it ever kept, and itself.

   Only files of one release are ever kept or shown together. The publisher changes RELEASE.txt before anything else
   and the mark beside the search manifest after everything else. So this worker does not come to work before its own
   release is whole on the server, and keeps a file only if, after the file was read, no newer release had begun.
   Once one has begun, all that was kept is dropped. */
"use strict";

const RELEASE = "";
const SCOPE = new URL("./", self.location.href), OWN = `metodbank ${SCOPE.pathname} `, KEPT = OWN + RELEASE;
const BEGUN = new URL("RELEASE.txt", SCOPE).href, WHOLE = new URL("assets/search/manifest.txt", SCOPE).href;
const NAMED_BY_CONTENT = /\/assets\/(search\/(?!manifest\.)|registries\/.*\.[0-9a-f]{12}\.js$)/;
const MOST = 800, LARGEST = 5e6, PAUSE = 400;
const waiting = new Set();
let settled = null;

self.addEventListener("install", (event) => event.waitUntil((async () => {
  if (RELEASE && await mark(WHOLE) !== RELEASE) throw new Error("the release is not whole yet");
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(OWN) && (!RELEASE || name !== KEPT)) await caches.delete(name);
  if (RELEASE) await self.clients.claim();
  else await self.registration.unregister();
})()));

/* A page that this worker did not open names what it is made of. */
self.addEventListener("message", (event) => {
  if (RELEASE && Array.isArray(event.data)) event.waitUntil(keep(event.data.filter(own)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (!RELEASE && request.mode === "navigate") event.waitUntil(self.registration.unregister());
  if (RELEASE && request.method === "GET" && !request.headers.has("range") && own(request.url)) event.respondWith(answer(event));
});

function own(address) { return typeof address === "string" && address.startsWith(SCOPE.href) && ![BEGUN, WHOLE].includes(address); }

function key(address) {
  const url = new URL(address);
  return url.origin + url.pathname.replace(/\/$/, "/index.html");
}

async function mark(address) {
  const response = await fetch(address, { cache: "no-store" });
  return response.ok ? (await response.text()).trim() : "";
}

function kept(address) { return caches.match(key(address), { cacheName: KEPT, ignoreVary: true }); }

async function answer(event) {
  const { url, mode } = event.request;
  if (NAMED_BY_CONTENT.test(url)) {
    const found = await kept(url);
    if (found) return found;
  }
  try {
    const response = await fetch(event.request);
    if (response.ok) event.waitUntil(keep([url]));
    return response;
  } catch (error) {
    const found = await kept(url);
    if (found) return found;
    if (mode === "navigate") return nothing();
    throw error;
  }
}

/* Addresses wait a little, so that one question about the release answers for all that came together. */
function keep(addresses) {
  for (const address of addresses) waiting.add(key(address));
  settled ||= settle();
  return settled;
}

/* What is kept is read past the browser's own cache, which may hold a file of an older release. */
async function settle() {
  await new Promise((resolve) => setTimeout(resolve, PAUSE));
  const addresses = [...waiting];
  waiting.clear();
  settled = null;
  const fresh = await Promise.all(addresses.map(async (address) => {
    if (await kept(address)) return null;
    const response = await fetch(address, { cache: "no-cache" }).catch(() => null);
    const good = response && response.status === 200 && response.type === "basic" && !response.redirected && !(response.headers.get("content-length") > LARGEST);
    if (!good) return null;
    const headers = new Headers(response.headers);
    for (const name of ["content-encoding", "content-length"]) headers.delete(name); // the body is already unpacked
    return [address, new Response(await response.blob(), { headers })];
  }));
  let begun;
  try { begun = await mark(BEGUN); } catch { return; }
  if (begun !== RELEASE) {
    await caches.delete(KEPT);
    await self.registration.update().catch(() => {});
    return;
  }
  const cache = await caches.open(KEPT);
  await Promise.all(fresh.filter(Boolean).map(([address, response]) => cache.put(address, response).catch(() => {})));
  const old = (await cache.keys()).slice(0, -MOST);
  await Promise.all(old.map((request) => cache.delete(request)));
}

async function nothing() {
  const cache = await caches.open(KEPT), pages = [];
  for (const request of await cache.keys()) {
    if (!request.url.endsWith(".html")) continue;
    const [, title = ""] = /<title>([^<]*)<\/title>/.exec(await (await cache.match(request)).text()) || [];
    if (title) pages.push(`<li><a href="${encodeURI(decodeURI(request.url))}">${title}</a></li>`);
  }
  const list = pages.length ? `<p>Без связи откроются страницы, на которых вы уже были:</p><ul>${pages.reverse().join("")}</ul>` : "";
  return new Response(`<!doctype html><html lang="ru"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Нет связи</title>
<style>body{font:1.1rem/1.6 sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}li{margin:.5em 0}</style>
<h1>Нет связи</h1><p>Эту страницу вы ещё не открывали, поэтому показать её сейчас нельзя. Появится связь — обновите страницу.</p>${list}`,
    { status: 503, headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'" } });
}
