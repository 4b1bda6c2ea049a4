// The scribe's desk: Enter saves and the hands stay on the keys; what the server has not answered waits on the device.
import { swap } from "./live.js";
import { newKey, Outbox } from "./outbox.js";
import "./timer.js";

const { code, seq, waiting, refused, backToField, savedCard, savedSheet, undone, changed, over, moved } = document.body.dataset;
const LOOK_EVERY = 1_500;
const EXTRAS = ["field", "about", "place", "cost"];
const said = document.getElementById("said");
const outbox = new Outbox(`scribe-${code}`, deliver);

async function deliver(message) {
  const headers = { "content-type": "application/json", accept: "application/json" };
  const answer = await fetch("/s/say", { method: "POST", headers, body: JSON.stringify(message) });
  if (answer.status === 403) {
    said.textContent = over;
    return { retry: true, after: 10 };
  }
  if (!answer.ok) return { retry: true, after: Number(answer.headers.get("retry-after")) || 0 };
  return answer.json();
}

outbox.addEventListener("change", drawWaiting);
outbox.addEventListener("accepted", ({ detail: { message, answer, elsewhere } }) => {
  if (elsewhere) return;
  said.textContent = wordsFor(message, answer);
  look();
});
outbox.addEventListener("refused", ({ detail: { answer } }) => {
  said.textContent = answer.message;
  look();
});

function wordsFor({ do: verb }, { card, sheet }) {
  if (verb === "write_card") return savedCard.replace("{n}", card.number);
  if (verb === "write_sheet") return savedSheet.replace("{n}", sheet);
  return verb === "change_card" ? changed : undone;
}

/** Refused ones keep their text, to be mended and sent again. */
function drawWaiting() {
  const list = document.getElementById("waiting");
  list.replaceChildren(...outbox.records.map((record) => rowOf(record)));
}

function rowOf({ order, state, reason, message }) {
  const row = document.createElement("li");
  const text = document.createElement("bdi");
  text.textContent = message.text ?? "";
  row.append(text, ` – ${state === "refused" ? `${refused}: ${reason}` : waiting} `);
  if (state !== "refused") return row;
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = backToField;
  again.setAttribute("aria-label", `${backToField}: ${message.text ?? ""}`);
  again.addEventListener("click", async () => {
    const field = takenUp(message);
    await outbox.discard(order);
    field?.focus();
  });
  row.append(again);
  return row;
}

/** What was refused goes back into its form, unless something else is being typed there. */
function takenUp(message) {
  const own = ["card", "ballot"].map((name) => (name in message ? `[data-${name}="${message[name]}"]` : "")).join("");
  const form = document.querySelector(`form[data-do="${message.do}"]${own}`) ?? sheetOf(message);
  const field = form?.elements.text;
  if (!field || (message.do !== "change_card" && field.value)) return field;
  for (const [name, value] of Object.entries(message)) if (form.elements[name]) form.elements[name].value = value ?? "";
  form.closest("details")?.setAttribute("open", "");
  showExtras();
  return field;
}

const sheetOf = ({ ballot }) =>
  [...document.querySelectorAll("form.paper-sheet")].find((form) => form.elements.ballot.value === `${ballot}`);

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-do]");
  if (!form) return;
  event.preventDefault();
  const message = messageOf(form);
  if (!message) return;
  outbox.add([message]);
  form.closest("details")?.removeAttribute("open");
  if (!["write_card", "write_sheet"].includes(message.do)) return;
  for (const name of ["text", "year", "place", "cost"]) if (form.elements[name]) form.elements[name].value = "";
  firstField(form).focus();
});

/** Where the next one begins: with its year, where it has one. */
function firstField(form) {
  const year = form.elements.year;
  return year && !year.closest("[hidden]") ? year : form.elements.text;
}

function messageOf(form) {
  const { do: verb, card, ballot, sheet } = form.dataset;
  const { text: field, version, group: chosen } = form.elements;
  const key = newKey();
  if (verb === "remove_sheet") return { do: verb, key, ballot: Number(ballot), sheet: Number(sheet) };
  if (verb === "withdraw_card") return { do: verb, key, card: Number(card), version: Number(version.value) };
  const text = field.value.trim();
  if (!text) return null;
  if (verb === "change_card") return { do: verb, key, text, card: Number(card), version: Number(version.value) };
  const group = Number(chosen.value) || null;
  if (verb === "write_card") return { do: verb, key, text, group, kind: form.elements.kind.value, ...extrasOf(form) };
  return { do: verb, key, text, group, ballot: Number(form.elements.ballot.value) };
}

/** What else this kind of card says. */
function extrasOf(form) {
  const shown = EXTRAS.filter((name) => form.elements[name] && !placeOf(form, name).closest("[hidden]"));
  const said = Object.fromEntries(shown.map((name) => [name, form.elements[name].value]));
  const year = form.elements.year;
  return year && !year.closest("[hidden]") ? { ...said, year: Number(year.value) || null } : said;
}

const placeOf = (form, name) => form.querySelector(`[name="${name}"]`);

/** Only the fields of the chosen kind; year and row of a timeline must be there. */
function showExtras() {
  const form = document.getElementById("paper-card");
  for (const part of form?.querySelectorAll("[data-for]") ?? []) {
    part.hidden = !part.dataset.for.split(" ").includes(form.elements.kind.value);
    for (const input of part.querySelectorAll("[name=year], [name=field]")) input.required = !part.hidden;
    for (const input of part.querySelectorAll("input, select")) input.disabled = part.hidden;
  }
}

document.addEventListener("change", (event) => event.target.name === "kind" && showExtras());

document.addEventListener("keydown", (event) => {
  const saves = event.target.matches?.("#paper-card textarea, .paper-change textarea");
  if (saves && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
  if (event.key === "F2") nextKind(event);
  if (event.key === "F4" && !event.altKey) nextGroup(event);
});

function nextKind(event) {
  const kinds = [...document.querySelectorAll("#paper-card [name=kind]")];
  if (!kinds.length) return;
  event.preventDefault();
  const next = kinds[(kinds.findIndex((kind) => kind.checked) + 1) % kinds.length];
  next.checked = true;
  showExtras();
  said.textContent = next.closest("label").textContent.trim();
}

function nextGroup(event) {
  const list = (event.target.form ?? document.getElementById("paper-card"))?.elements.group;
  if (!list) return;
  event.preventDefault();
  list.selectedIndex = (list.selectedIndex + 1) % list.options.length;
  said.textContent = list.selectedOptions[0].textContent;
}

const known = new Map();
let since = -1;
let looking = false;

/** The hall, the forms and what other scribes have typed, as they are now; nothing is exchanged that says the same. */
async function look() {
  if (looking) return;
  looking = true;
  try {
    const answer = await fetch(`/s/parts?since=${since}`, { cache: "no-store" });
    if (answer.status === 200) take(await answer.json());
  } catch {
    // no network: the next look will tell
  } finally {
    looking = false;
  }
}

function take(news) {
  const isFirst = since < 0 && news.seq === Number(seq);
  since = news.seq;
  for (const [name, html] of Object.entries(news.parts)) {
    const isNew = !isFirst && known.get(name) !== html;
    known.set(name, html);
    if (isNew) exchange(name, document.getElementById(`part-${name}`), html);
  }
}

/** A fresh part takes over what was chosen and typed, which details were open, and where the cursor was. */
function exchange(name, part, html) {
  const focus = part.contains(document.activeElement) ? document.activeElement : null;
  const open = [...part.querySelectorAll("details[open][id]")].map((details) => details.id);
  if (name === "last" && open.some((id) => id.startsWith("change-"))) return known.delete(name);
  const kept = [...part.querySelectorAll("form[id], form.paper-sheet")].map((form) => [nameOf(form), new FormData(form)]);
  const place = focus?.selectionStart;
  swap(part, html);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  const forms = new Map([...part.querySelectorAll("form")].map((form) => [nameOf(form), form]));
  for (const [formName, values] of kept) fillAgain(forms.get(formName), values);
  showExtras();
  const again = focus?.id && document.getElementById(focus.id);
  again?.focus();
  if (again && typeof place === "number") again.setSelectionRange(place, place);
}

/** Somebody in the middle of a card goes on with its kind; else the kind is the one that is on in the hall. */
function fillAgain(form, values) {
  if (!form) return;
  const isTyping = Boolean(values.get("text"));
  for (const name of ["text", "group", "year", ...EXTRAS]) {
    if (form.elements[name] && values.has(name)) form.elements[name].value = values.get(name);
  }
  const kind = [...form.querySelectorAll("[name=kind]")].find(({ value }) => value === values.get("kind"));
  if (isTyping && kind) kind.checked = true;
  else if (values.has("kind") && form.elements.kind.value !== values.get("kind")) said.textContent = moved;
}

const nameOf = (form) => form.id || form.elements.ballot?.value || "";

setInterval(() => document.visibilityState === "visible" && look(), LOOK_EVERY);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
showExtras();
outbox.open();
look();
(document.getElementById("paper-card") && firstField(document.getElementById("paper-card")))?.focus();
