// The hall's screen: takes what the server has rendered, fits it into its place, and otherwise stays as calm as a poster.
import { Live, swap } from "./live.js";
import { showTimers } from "./timer.js";
import { fit } from "./fit.js";
import { Wall } from "./wall.js";

const REST = 3_000;
const PATIENCE = 3_000;
const SPEAK_EVERY = 5_000;
const COUNT_EVERY = 30_000;

const root = document.documentElement;
const { seq, epoch, language } = document.body.dataset;
const drawn = new Map();
const host = document.querySelector(".join-address").textContent;
const wall = new Wall((element) => fit(element));
const live = new Live({ address: `/p/live?lang=${language}`, poll: `/p/frames?lang=${language}`, seq: Number(seq), epoch });

live.addEventListener("frame", ({ detail }) => draw(detail.parts));
live.addEventListener("state", ({ detail }) => (detail.over ? location.reload() : showLine(detail.connected)));

function draw(parts) {
  for (const [name, html] of Object.entries(parts)) {
    if (drawn.get(name) === html) continue;
    drawn.set(name, html);
    swap(part(name), html);
    for (const place of part(name).querySelectorAll("[data-host]")) place.textContent = host;
    if (name === "top") takeScreen();
    if (name === "stage") takeWall();
    showTimers(part(name));
  }
  fit(document); // a new stage may leave the question above it less room
  speak();
}

const part = (name) => document.getElementById(`part-${name}`);

/** The top says what kind of screen this is; the style sheet does the rest. */
function takeScreen() {
  const { kind, theme, blank, far } = document.querySelector("[data-screen]").dataset;
  const moved = root.dataset.kind !== kind || root.dataset.blank !== blank || root.dataset.far !== far;
  Object.assign(root.dataset, { kind, theme, blank, far });
  if (moved) fit(document);
  watchHeadline();
}

const headline = new ResizeObserver(() => fit(document)); // the clock beside the question gets wider when it begins to speak

function watchHeadline() {
  headline.disconnect();
  const place = document.querySelector(".headline");
  if (place) headline.observe(place);
}

function takeWall() {
  const element = part("stage").querySelector("[data-wall]");
  if (element) wall.take(element);
  else wall.leave();
}

let lineTimer = 0;

function showLine(connected) {
  const note = document.getElementById("offline");
  if (!connected) {
    lineTimer ||= setTimeout(() => (note.hidden = false), PATIENCE);
    return;
  }
  clearTimeout(lineTimer);
  lineTimer = 0;
  note.hidden = true;
}

const spoken = document.getElementById("spoken");
let speakTimer = 0;
let spokenAt = 0;
let spokenOf = "";

/** For screen readers: the question and the count in one sentence; while only the count moves, it alone, and seldom. */
function speak() {
  clearTimeout(speakTimer);
  const text = sentence("h1, [data-summary]");
  if (text === spokenOf) return;
  const isCount = withoutNumbers(text) === withoutNumbers(spokenOf);
  const wait = spokenAt + (isCount ? COUNT_EVERY : SPEAK_EVERY) - Date.now();
  if (wait > 0) {
    speakTimer = setTimeout(speak, wait);
    return;
  }
  spokenAt = Date.now();
  spokenOf = text;
  spoken.textContent = isCount ? sentence("[data-summary]") : text;
}

const sentence = (places) => [...document.querySelectorAll(places)].map(words).join(". ").replace(/([?!.])\. /g, "$1 ");
const withoutNumbers = (text) => text.replace(/[\d.,]+/g, "");

const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

let restTimer = 0;

function wakeCursor() {
  delete root.dataset.resting;
  clearTimeout(restTimer);
  restTimer = setTimeout(() => (root.dataset.resting = ""), REST);
}

addEventListener("pointermove", wakeCursor);

addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.repeat || event.target.closest("a")) return;
  if (document.fullscreenElement) document.exitFullscreen();
  else root.requestFullscreen().catch(() => {});
});

async function stayAwake() {
  if (document.visibilityState !== "visible") return;
  await navigator.wakeLock?.request("screen").catch(() => {});
}

document.addEventListener("visibilitychange", stayAwake);

addEventListener("resize", () => {
  wall.lay();
  fit(document);
});

wakeCursor();
stayAwake();
takeWall();
fit(document);
watchHeadline();
