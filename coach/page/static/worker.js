/* Keeps one version of one session on the phone, and answers from there. */
"use strict";

const { version: VERSION, files: FILES } = self.KEPT;
const NAME = `coach ${self.registration.scope} ${VERSION}`;

self.addEventListener("install", (event) => {
  const fresh = FILES.map((file) => new Request(file, { cache: "no-cache" }));
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  const mine = (name) => name.startsWith(`coach ${self.registration.scope} `) && name !== NAME;
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter(mine).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("message", (event) => { if (event.data === "take over") self.skipWaiting(); });

self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});

async function answer(request) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
  if (!kept) return fetch(request);
  const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "");
  return asked ? part(kept, Number(asked[1]), asked[2]) : kept;
}

/* A part of a kept file: Safari plays no sound from a server that knows none. */
async function part(kept, first, until) {
  const whole = await kept.blob();
  if (first >= whole.size) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${whole.size}` } });
  const last = until === "" ? whole.size - 1 : Math.min(Number(until), whole.size - 1);
  const headers = {
    "Content-Type": kept.headers.get("Content-Type") ?? "application/octet-stream",
    "Content-Range": `bytes ${first}-${last}/${whole.size}`,
    "Content-Length": String(last - first + 1),
    "Accept-Ranges": "bytes",
  };
  return new Response(whole.slice(first, last + 1), { status: 206, headers });
}
