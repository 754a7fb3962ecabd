// Serves the sign-off page without network, and sends what waits when the network is back, also while the page is closed.
importScripts("/static/js/take-along-store.js", "/static/js/take-along-send.js");
const SHELL = "/practicals/take-along";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const shell = async (request) => {
  try { return await fetch(request); } catch { return (await caches.match(SHELL)) ?? Response.error(); }
};
// Every other page here needs the network; without it the one that does not is opened instead.
const other = async (request) => {
  try { return await fetch(request); } catch { return (await caches.match(SHELL)) ? Response.redirect(SHELL) : Response.error(); }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(url.pathname === SHELL ? shell(request) : other(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});

self.addEventListener("sync", (event) => { if (event.tag === "sign-offs") event.waitUntil(self.takeAlong.sendAll()); });
