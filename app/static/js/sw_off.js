// Served as /sw.js where the worker is switched off: it takes its predecessor's place, empties the shelves and goes.

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  for (const name of await caches.keys()) await caches.delete(name);
  await registration.unregister();
}
