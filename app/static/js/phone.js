// The phone: draws what the stream brings, sends what people say, never loses what they type.
import { serverNow } from "./clock.js";
import { Live, swap } from "./live.js";
import { showTimers } from "./timer.js";
import { Outbox } from "./outbox.js";
import { Cards } from "./phone/cards.js";
import { Commitments } from "./phone/commit.js";
import { Drafts } from "./phone/drafts.js";
import { forgive, showFault } from "./phone/fault.js";
import { CardForm } from "./phone/form.js";
import { offerLetters } from "./phone/letters.js";
import { Line } from "./phone/line.js";
import { Shelf } from "./phone/shelf.js";
import { recall, remember } from "./phone/swap.js";
import { Table } from "./phone/table.js";
import { Votes } from "./phone/votes.js";

const PATIENCE = 8_000;
const { code, seq, epoch, at, mine } = document.body.dataset;
const { lang } = document.documentElement;
const part = (name) => document.getElementById(`part-${name}`);

const phone = {
  code,
  texts: document.getElementById("texts").dataset,
  mine: JSON.parse(mine),
  drafts: new Drafts(code),
  phase: () => document.querySelector(".task").dataset.phase,
  fill: (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_hit, name) => values[name]),
  tell,
  fault,
};
const live = new Live({ address: `/c/${code}/live?lang=${lang}`, poll: `/c/${code}/frames?lang=${lang}`, seq: Number(seq), epoch });
const outbox = (phone.outbox = new Outbox(code, deliver));
const cards = (phone.cards = new Cards(phone));
const votes = new Votes(phone);
const form = new CardForm(phone);
const table = new Table(phone, form);
const commitments = new Commitments(phone);
const line = new Line(phone, live);
const drawn = {};
const shelf = new Shelf(() => ({ seq: live.seq, epoch: live.epoch, at: keptAt(), parts: drawn, mine: phone.mine }));

/** By the server's clock, and later than the page in any case. */
function keptAt() {
  return Math.max(serverNow(), Date.parse(at) + performance.now());
}

/** One line for eyes and for screen readers. */
function tell(text) {
  document.getElementById("said").textContent = text;
}

/** Whatever was said before is no longer the point. */
function fault(field, text) {
  tell("");
  showFault(field, text);
}

async function deliver(message) {
  if (!live.connected) return post(message);
  try {
    return await live.send(message);
  } catch (error) {
    if (live.connected) live.connect(true);
    throw error;
  }
}

/** The same message by POST; an answer that is not ours (a hotel's login page, a proxy) counts as none. */
async function post(message) {
  const { ack, after } = await ask("say", { method: "POST", body: JSON.stringify(message) });
  return ack.ack === message.key && !ack.retry ? ack : { retry: true, after };
}

async function ask(path, options = {}) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const headers = { "content-type": "application/json", accept: "application/json" };
    const answer = await fetch(`/c/${code}/${path}`, { headers, signal: patience.signal, ...options });
    const ack = await answer.json();
    if (ack.code === "not_joined") live.end();
    return { ok: answer.ok, ack, after: Number(answer.headers.get("retry-after")) || 0 };
  } finally {
    clearTimeout(timer);
  }
}

/** A page that the worker may have brought is old: the first connection asks what the server has of this device. */
let isStale = Boolean(navigator.serviceWorker?.controller);
let isAsking = false;
let hasChanged = false;

/** What is answered while the question is on its way makes its answer an old one; without a network the next connection asks. */
async function refreshMine() {
  isStale = hasChanged = true;
  if (isAsking) return;
  isAsking = true;
  let said;
  while (hasChanged) {
    hasChanged = false;
    said = await ask("mine").catch(() => null);
  }
  isAsking = false;
  if (!said?.ok || !said.ack.cards) return;
  phone.mine = said.ack;
  isStale = false;
  votes.take(phone.mine.votes);
  drawOwn();
  shelf.keep();
}

function drawOwn() {
  cards.draw();
  votes.draw();
  form.update();
  table.draw();
  commitments.dress();
  for (const sheet of document.querySelectorAll("[data-measure][data-own-text]")) {
    if (phone.mine.corners.includes(Number(sheet.dataset.measure))) {
      sheet.querySelector(".corner-state").textContent = sheet.dataset.ownText;
    }
  }
}

function drawTask() {
  form.dress();
  form.drawUnsent();
  if (votes.form && votes.hasVoted(votes.form) && !votes.spent(votes.form)) refreshMine();
  drawOwn();
  showTimers();
}

function redraw(name, html) {
  if (drawn[name] === html) return;
  drawn[name] = html;
  if (name !== "task") {
    redrawBeside(name, html);
    showTimers();
    return;
  }
  const before = phone.phase();
  const kept = remember(part("task"));
  swap(part("task"), html);
  const hasMoved = phone.phase() !== before;
  const leaving = document.getElementById("leaving");
  if (!hasMoved) recall(part("task"), kept);
  else if (leaving) {
    recall(leaving, kept);
    leaving.open = kept.open.includes("leaving");
  }
  drawTask();
  if (hasMoved) tell("");
  keepFocus(kept, hasMoved);
}

/** What stands above and below the task; others at the table write while somebody types here. */
function redrawBeside(name, html) {
  const kept = remember(part(name));
  const begun = table.begun();
  swap(part(name), html);
  if (name === "bar") return;
  recall(part(name), kept);
  table.keepBegun(begun);
  if (name === "form") {
    table.dress();
    votes.draw();
    form.drawUnsent();
  } else table.draw();
  const target = kept.id && document.getElementById(kept.id);
  if (!target) return;
  target.focus({ preventScroll: true });
  if (kept.selection && target.setSelectionRange) target.setSelectionRange(...kept.selection);
}

/** Whoever is typing goes on typing; everybody else hears the heading of the new phase. */
function keepFocus(kept, hasMoved) {
  const drafted = kept.isTyping && kept.draft && document.querySelector(`form[data-draft="${kept.draft}"] textarea`);
  const target = drafted || (!hasMoved && kept.id && document.getElementById(kept.id));
  if (target) {
    target.focus({ preventScroll: true });
    if (kept.selection && target.setSelectionRange) target.setSelectionRange(...kept.selection);
  } else if (kept.wasInside || (hasMoved && !isTypingElsewhere())) {
    document.getElementById("task-title").focus({ preventScroll: hasMoved ? false : true });
  }
}

const isTypingElsewhere = () => document.activeElement?.matches("textarea, input, select") ?? false;

live.addEventListener("frame", ({ detail: frame }) => {
  for (const [name, html] of Object.entries(frame.parts ?? {})) redraw(name, html);
  if (frame.mine || frame.reset) refreshMine();
  shelf.keep();
});

live.addEventListener("state", ({ detail }) => {
  if (detail.over) tellOutside();
  if (!detail.connected) return;
  outbox.hurry();
  if (isStale) refreshMine();
});

function tellOutside() {
  phone.isOutside = true;
  line.showOutside();
  tell("");
  drawOwn();
  shelf.forget();
}

let savedCount = 0;
let savedTimer;
let saidSaved = "";
const cardsWait = () => outbox.waiting.some(({ message }) => message.do === "post_card");

/** Several cards that arrive together are one sentence, said once none is on its way any more. */
function tellSaved() {
  savedCount += 1;
  clearTimeout(savedTimer);
  savedTimer = setTimeout(() => {
    if (!savedCount || cardsWait()) return;
    saidSaved = savedCount === 1 ? phone.texts.oneSaved : phone.fill(phone.texts.manySaved, { n: savedCount });
    savedCount = 0;
    tell(saidSaved);
  }, 400);
}

/** What was said of the card before must not be read as said of the next one. */
function unsaySaved() {
  if (saidSaved && cardsWait() && document.getElementById("said").textContent === saidSaved) tell("");
}

outbox.addEventListener("accepted", ({ detail: { message, answer, elsewhere } }) => {
  if (phone.isOutside) return location.reload(); // somebody has joined again in another window
  hasChanged = true;
  if (answer.card) cards.take(answer.card);
  if (answer.tables) phone.mine.tables = answer.tables;
  if (answer.votes) Object.assign(phone.mine.votes, answer.votes);
  shelf.keep();
  if (message.do === "post_card" && !elsewhere) tellSaved();
  if (message.do === "commit") commitments.take(answer);
  if (message.do === "cast_vote") queueMicrotask(() => outbox.refresh().then(() => votes.take(answer.votes)).then(drawOwn));
});
outbox.addEventListener("refused", ({ detail: { message, answer } }) => {
  savedCount = 0;
  tell("text" in message ? phone.texts.seeBelow : answer.message);
  if (message.do !== "post_card") refreshMine();
});
outbox.addEventListener("change", () => {
  unsaySaved();
  drawOwn();
});

document.addEventListener("input", ({ target }) => {
  forgive(target);
  if (target.form?.id === "card-form") form.typed();
  else if (target.form?.matches(".entry-form")) table.typed(target.form);
});

document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  const verb = target.dataset.say;
  if ("next" in target.dataset) return passOn(event);
  if (target.matches(".picture-form")) {
    event.preventDefault();
    return import("./phone/picture.js").then(({ sendPicture }) => sendPicture(target, phone), () => tell(target.dataset.failed));
  }
  if (!verb && !target.dataset.ballot) return;
  event.preventDefault();
  if (verb && table.send(target, submitter)) return;
  if (verb === "post_card" && target.id !== "card-form") form.sendAside(target);
  else if (verb === "post_card") form.send();
  else if (verb === "change_card") cards.change(target.closest("li"), target.elements.text.value.trim());
  else if (verb === "withdraw_card") cards.withdraw(target.closest("li"));
  else if (verb === "commit") commitments.send(target);
  else if (target.dataset.mode === "consent" && submitter) votes.answer(target, submitter);
  else if (target.dataset.mode === "scale" && submitter) votes.choose(target, submitter.dataset.item);
});

/** Somebody else takes this device: nothing of the one before may wait or be left lying about. */
function passOn(event) {
  if (phone.outbox.waiting.length) {
    event.preventDefault();
    phone.tell(event.target.dataset.next);
    return;
  }
  for (const { name } of phone.drafts.all()) phone.drafts.forget(name);
}

document.addEventListener("change", ({ target }) => {
  if (target.form?.dataset.mode === "matrix") votes.cast(target.form, target.closest("[data-item]").dataset.item, Number(target.value));
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  if (button.id === "send-two") form.send(form.thoughts);
  else if (button.matches(".discard")) cards.discard(button.closest("li"));
  else if (button.matches(".step")) {
    votes.step(button.form, button.closest("[data-item]").dataset.item, button.matches(".more") ? 1 : -1);
  }
});

/** What is left, in words at two minutes and at thirty seconds; the end takes nothing away. */
let lastLeft = Infinity;
setInterval(() => {
  const ends = document.querySelector("#part-bar [data-ends]")?.dataset.ends;
  const left = ends ? Math.round((Date.parse(ends) - serverNow()) / 1000) : Infinity;
  const { twoMinutes, halfMinute, timeOver } = phone.texts;
  for (const [at, text] of [[120, twoMinutes], [30, halfMinute], [0, timeOver]]) {
    if (lastLeft > at && left <= at && left > at - 10) tell(text);
  }
  lastLeft = left;
}, 1_000);

/** How high the bar is: what sticks below it must not slip under it. */
new ResizeObserver(([{ target }]) => document.documentElement.style.setProperty("--bar", `${target.offsetHeight}px`)).observe(document.querySelector(".phone-bar"));

async function begin() {
  offerLetters(document.getElementById("letters"));
  form.takeTyped();
  form.dress();
  table.dress();
  form.drawUnsent();
  showTimers();
  if (!(await outbox.open())) tell(phone.texts.noStore);
  const kept = await shelf.recall({ seq: Number(seq), epoch, at: Date.parse(at) });
  if (kept?.mine && isStale) phone.mine = kept.mine;
  votes.begin();
  for (const [name, html] of Object.entries(kept?.parts ?? {})) if (!(name in drawn)) redraw(name, html);
  drawTask();
  line.begin();
  outbox.flush();
  shelf.begin();
}

begin();
