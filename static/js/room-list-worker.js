// Serves the list of a room without network. What waits is sent by the page, when it is open and the network is back.
const SHELL = "/attendance/along";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const shell = async (request) => {
  try { return await fetch(request); } catch { return (await caches.match(SHELL)) ?? Response.error(); }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname === SHELL) event.respondWith(shell(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});
