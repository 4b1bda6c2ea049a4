// The console: plain forms are sent without leaving the page, and what others change comes in part by part.
import { keepFocus, TYPING, wayBack } from "./focus.js";
import { Live, swap } from "./live.js";
import { Sorting } from "./sorting.js";
import { showTimers } from "./timer.js";

const desk = document.querySelector("[data-desk]");
const told = document.getElementById("told");
const PARTS = desk.dataset.parts.split(" ");
const PAUSE = 250;
const LONGEST_REST = 2_000;
const GOODBYE = 3_000;
const OWN_STEP = 2_500;
const LONGEST_DRAW = 15_000;
const NEW_BUTTON = 800;
const HAND = 1_200;
const CONFLICT = 409;
const TOO_OFTEN = 429;
const BUSY = 500;
const ONCE_MORE = 2_000;
const WITHOUT_SOCKET = 5_000;
const HINTS_AFTER = { soon: 700, later: 3_000 };

const live = new Live({ address: "/m/live", seq: Number(desk.dataset.seq), epoch: desk.dataset.epoch });
const old = new Set();
const under = new Set();
let working = false;
let dragging = null;
let pointed = null;
let pointedUntil = 0;
let handTimer = 0;
let hintTimer = 0;

// What others changed -------------------------------------------------------------------------------------------

live.addEventListener("frame", ({ detail }) => makeOld(detail.changed ?? PARTS, detail.reset ? Infinity : detail.to));

/** The place in the log that the board was drawn from: an own step is shown before the socket tells of it. */
const shownUpTo = () => Number(partOf("board").firstElementChild?.dataset.seq ?? -1);
let boardDue = 0;

live.addEventListener("state", ({ detail }) => {
  showConnection(detail.connected);
  if (!detail.over) return;
  tell(desk.dataset.over, "bad");
  setTimeout(() => location.reload(), GOODBYE);
});

/** `upTo`: what has happened up to there is missing; without it the part is fetched in any case. */
function makeOld(names, upTo = Infinity) {
  for (const name of names) old.add(name);
  if (names.includes("board")) boardDue = Math.max(boardDue, upTo);
  renew();
}

/** Fetches what is old, one part after the other; a part in which somebody types waits until they are done. */
async function renew() {
  if (working) return;
  working = true;
  try {
    for (let name; (name = nextOld()); ) {
      old.delete(name);
      if (name === "board" && shownUpTo() >= boardDue) continue;
      const begun = Date.now();
      await fetchPart(name);
      restsUntil.set(name, Date.now() + Math.min(LONGEST_REST, PAUSE + 5 * (Date.now() - begun)));
    }
  } finally {
    working = false;
  }
  if (old.size) setTimeout(renew, PAUSE);
}

const partOf = (name) => document.getElementById(`part-${name}`);

/** A large board takes its time to draw: it rests in proportion, so that the console stays quick under many cards. */
const restsUntil = new Map();
const isResting = (name) => Date.now() < (restsUntil.get(name) ?? 0);
const nextOld = () => PARTS.find((name) => old.has(name) && !isResting(name) && !isInUse(partOf(name)));

function isInUse(part) {
  const typing = part.contains(document.activeElement) && document.activeElement.matches(TYPING);
  return typing || part === dragging || (part === pointed && Date.now() < pointedUntil);
}

/** Rows must not slip away under a hand that is about to press a button in them. */
function point(event) {
  const list = event.target.closest?.("#part-cards, #part-board");
  if (!list) return;
  [pointed, pointedUntil] = [list, Date.now() + HAND];
  clearTimeout(handTimer);
  handTimer = setTimeout(renew, HAND + 50);
}

for (const type of ["pointermove", "pointerdown"]) document.addEventListener(type, point, { passive: true });

/** Of one part one after the other: two answers for it would be mixed up. */
function fetchPart(name) {
  const turn = (fetching.get(name) ?? Promise.resolve()).then(() => fetchedPart(name));
  fetching.set(name, turn.catch(() => {}));
  return turn;
}

const fetching = new Map();

/** Each part has a queue of its own in htmx; in that of the page all but two would be dropped. */
async function fetchedPart(name) {
  if (name === "board") boardDue = 0;
  const part = partOf(name);
  const way = wayBack(part);
  const big = bigSays();
  const sections = new Set([...part.querySelectorAll("details.section")].map((section) => section.id));
  await htmx.ajax("GET", addressOf(name), { source: part, target: part, swap: "innerMorph" });
  if (name === "now") noticeBig(big);
  unfoldNew(part, sections);
  keepFocus(part, way);
  showTimers(part);
  makeSortable(part);
  if (name === "board") boardDrawn(part);
}

/** What did not come, for want of a network or of time, is asked for again. */
function askAgain({ target, detail }) {
  const status = detail.ctx.response?.status ?? BUSY;
  if (status >= BUSY || status === TOO_OFTEN) setTimeout(makeOld, ONCE_MORE, [target.id.slice("part-".length)]);
}

for (const type of ["htmx:error", "htmx:response:error"]) document.addEventListener(type, askAgain);

/** The machine's hints come a moment later than the cards. */
function boardDrawn(part) {
  sorting.drawn();
  clearTimeout(hintTimer);
  const awaits = part.firstElementChild?.dataset.awaits;
  if (awaits) hintTimer = setTimeout(makeOld, HINTS_AFTER[awaits], ["board"]);
}

/** The board is by far the longest part: what is folded in it is only fetched when somebody opens it. */
function addressOf(name) {
  const asked = new URLSearchParams(location.search);
  if (name === "board") {
    const opened = partOf(name).querySelectorAll("details[data-cards-of][open]");
    asked.set("open", [...opened].map((details) => details.dataset.cardsOf).join(","));
    if (!partOf(name).querySelector("details.section").open) asked.set("fold", "1");
  }
  return `/m/part/${name}?${asked}`;
}

document.addEventListener("toggle", ({ target }) => {
  if (!target.open || !("lacks" in target.dataset)) return;
  pointed = null;
  restsUntil.delete("board");
  makeOld(["board"]);
}, true);

/** What somebody has folded stays folded; the section of another phase comes as the server wants it. */
function unfoldNew(part, known) {
  for (const section of part.querySelectorAll("details.section")) {
    if (!known.has(section.id)) section.open = "open" in section.dataset;
  }
}

document.addEventListener("focusout", () => setTimeout(renew));

function showConnection(connected) {
  document.getElementById("line").hidden = false;
  document.querySelector("[data-connected]").hidden = !connected;
  document.querySelector("[data-offline]").hidden = connected;
}

// What this moderator does --------------------------------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || "plain" in form.dataset) return;
  event.preventDefault();
  submit(form, event.submitter);
});

async function submit(form, button) {
  if ("slow" in form.dataset || button?.value === "propose" || button?.value === "take") tell(desk.dataset.waiting);
  const body = new URLSearchParams(new FormData(form, button));
  const address = button?.getAttribute("formaction") ?? form.getAttribute("action");
  const step = `${address} ${body}`;
  if (under.has(step)) return;
  under.add(step);
  const status = await post(address, body, isOfBoard(form) ? "board" : "", form);
  if (status === 200 && !("keep" in form.dataset)) form.reset();
  if (status === 200 || status === CONFLICT) leaveFields(form);
  under.delete(step);
}

// A second click, or one that the other moderator was quicker than, would press what the button has become meanwhile.
document.addEventListener("click", (event) => {
  if (event.target.closest("#big") && (event.detail > 1 || Date.now() < bigIsNewUntil)) event.preventDefault();
}, true);

let bigIsNewUntil = 0;
let ownStepAt = 0;
let ownBigAt = 0;
const bigSays = () => document.getElementById("big")?.textContent;

/** On a slow day its own new words come late: the first ones after a press are the moderator's own. */
function noticeBig(before) {
  if (bigSays() === before) return;
  const byOthers = Date.now() - ownStepAt > OWN_STEP && Date.now() - ownBigAt > LONGEST_DRAW;
  if (byOthers) bigIsNewUntil = Date.now() + NEW_BUTTON;
  ownBigAt = 0;
}

/** A field that was sent, or that met a newer state, must not hold back the news of its own part. */
function leaveFields(form) {
  if (form.contains(document.activeElement) && document.activeElement.matches(TYPING)) {
    (form.querySelector("button") ?? document.getElementById("main")).focus({ preventScroll: true });
  }
}

/** Sends one step and shows the answer; the parts come by the socket, or are fetched where there is none. */
async function post(address, body, drawn = "", form = null) {
  ownStepAt = Date.now();
  if (form?.querySelector("#big")) ownBigAt = ownStepAt;
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { "HX-Request": "true" } });
    swap(told, await answer.text());
    pointed = null;
    if (!answer.ok || !live.connected) makeOld(PARTS);
    else if (drawn) {
      old.add("said");
      if (form) leaveFields(form);
      await drawNow(drawn);
    }
    return answer.status;
  } catch {
    tell(desk.dataset.lost, "bad");
    return 0;
  }
}

const isOfBoard = (form) => partOf("board").contains(form) || partOf("board").contains(document.activeElement);

/** What this moderator has just done is drawn at once, before anything else. */
async function drawNow(name) {
  old.delete(name);
  if (isInUse(partOf(name))) return makeOld([name]);
  await fetchPart(name);
}

/** By key: never an older step than the last one, so what can be undone is looked up first. */
async function undo() {
  old.delete("said");
  await fetchPart("said");
  document.getElementById("undo")?.click();
}

function tell(sentence, kind = "notice") {
  const message = document.createElement("p");
  message.className = `message message-${kind}`;
  message.textContent = sentence;
  told.replaceChildren(message);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.filter");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    history.replaceState(null, "", link.href);
    makeOld(["cards", "board"]);
  }
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenu();
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
  if (event.key.toLowerCase() === "b" && plain && keyB.checked && !event.target.matches(TYPING)) {
    document.querySelector("#blank").requestSubmit(document.querySelector("#blank button"));
  }
});

function closeMenu() {
  const menu = document.querySelector(".menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

const keyB = document.getElementById("key-b");
document.querySelector("[data-key-choice]").hidden = false;
keyB.checked = localStorage.getItem("key-b") !== "off";
keyB.addEventListener("change", () => localStorage.setItem("key-b", keyB.checked ? "on" : "off"));

// Dragging is a convenience: the same move stands in the menu below every list ----------------------------------

const sortable = new WeakSet();

function makeSortable(root) {
  for (const list of root.querySelectorAll(".lines")) {
    if (sortable.has(list)) continue;
    sortable.add(list);
    Sortable.create(list, {
      group: "cards", sort: false, animation: 0, delay: 180, delayOnTouchOnly: true, draggable: "[data-card]",
      onStart: () => (dragging = document.getElementById("part-board")),
      onEnd: dropped,
    });
  }
}

async function dropped({ item, from, to }) {
  dragging = null;
  if (from !== to) {
    await post("/m/cards/move", new URLSearchParams({ card: item.dataset.card, theme: to.dataset.theme, seen: from.dataset.theme }));
  }
  makeOld(["board"]);
}

const sorting = new Sorting(partOf("board"), { post, submit, undo, tell });
boardDrawn(partOf("board"));
makeSortable(document);
setInterval(() => makeOld(["now"]), 30_000);
setInterval(() => live.connected || makeOld(PARTS), WITHOUT_SOCKET);
