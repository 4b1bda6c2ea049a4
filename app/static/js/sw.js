// The worker keeps the phone's page for the moment without a network: the server is asked first, and only if it does not
// answer the page comes from here. Answers of the API, the moderation, the office and the wall are none of its business.
// The server writes the line with VERSION above this file.

const SHELF = `zukunft-page-${VERSION}`;
const STATE = "zukunft-state";
const PAGE = /^\/c\/[^/]+$/;
const FILES = "/static/";
const PATIENCE = 4_000;
const LIFE = 7 * 24 * 3_600_000; // as long as the cookie of the device
const NOT_IN = [200, 403, 404, 410];

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && PAGE.test(pathname)) event.respondWith(page(event, pathname));
  else if (pathname.startsWith(FILES)) event.respondWith(file(request));
});

addEventListener("message", (event) => {
  const { keep, files } = event.data;
  if (PAGE.test(keep)) event.waitUntil(store(keep, files.filter((name) => name.startsWith(FILES))));
});

async function page(event, path) {
  const asked = fetch(event.request).then((answer) => take(path, answer));
  event.waitUntil(asked.catch(() => {}));
  const kept = await find(path);
  if (!kept) return asked;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const answer = await Promise.race([asked, late]).catch(() => null);
  return answer && answer.status < 500 ? answer : kept;
}

/** A file never changes under its address. */
async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/** The server says which page is to be kept; where it lets this device in no more, nothing stays here. */
async function take(path, answer) {
  const isOurs = answer.type === "basic" && !answer.redirected;
  if (isOurs && answer.ok && answer.headers.has("x-keep")) await (await caches.open(SHELF)).put(path, answer.clone());
  else if (isOurs && NOT_IN.includes(answer.status)) await forget(path);
  return answer;
}

async function find(path) {
  const kept = await caches.match(path);
  if (!kept || Date.now() - Date.parse(kept.headers.get("date")) < LIFE) return kept;
  await forget(path);
  return undefined;
}

async function forget(path) {
  for (const name of await caches.keys()) {
    const shelf = await caches.open(name);
    await Promise.all([shelf.delete(path), shelf.delete(`${path}/state`)]);
  }
}

/** All that a page needs, or nothing new: only what is complete replaces an older version. */
async function store(path, files) {
  const shelf = await caches.open(SHELF);
  const known = new Set((await shelf.keys()).map(({ url }) => new URL(url).pathname));
  await shelf.addAll(files.filter((name) => !known.has(name)));
  if (!known.has(path)) await take(path, await fetch(path, { headers: { accept: "text/html" } }));
  for (const name of await caches.keys()) if (name !== SHELF && name !== STATE) await caches.delete(name);
}
