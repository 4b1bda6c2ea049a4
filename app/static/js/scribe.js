// The scribe's desk: Enter saves and the hands stay on the keys; what the server has not answered waits on the device.
import { swap } from "./live.js";
import { newKey, Outbox } from "./outbox.js";

const { code, waiting, refused, savedCard, savedSheet, undone, over, moved } = document.body.dataset;
const LOOK_EVERY = 5_000;
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
outbox.addEventListener("accepted", ({ detail: { answer, elsewhere } }) => {
  if (elsewhere) return;
  const { card, sheet } = answer;
  if (card?.number && card.text) said.textContent = savedCard.replace("{n}", card.number);
  else if (sheet && !answer.removed) said.textContent = savedSheet.replace("{n}", sheet);
  else said.textContent = undone;
  refresh("last");
});
outbox.addEventListener("refused", ({ detail: { answer } }) => (said.textContent = answer.message));

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
  again.textContent = "↩";
  again.setAttribute("aria-label", message.text ?? "");
  again.addEventListener("click", async () => {
    const form = document.querySelector(`form[data-do="${message.do}"]`);
    const field = form?.elements.text;
    if (field && !field.value) field.value = message.text;
    await outbox.discard(order);
    field?.focus();
  });
  row.append(again);
  return row;
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-do]");
  if (!form) return;
  event.preventDefault();
  const message = messageOf(form);
  if (!message) return;
  outbox.add([message]);
  const field = form.elements.text;
  if (field) {
    field.value = "";
    field.focus();
  }
});

function messageOf(form) {
  const { do: verb, card, ballot, sheet } = form.dataset;
  const key = newKey();
  if (verb === "withdraw_card") return { do: verb, key, card: Number(card) };
  if (verb === "remove_sheet") return { do: verb, key, ballot: Number(ballot), sheet: Number(sheet) };
  const text = form.elements.text.value.trim();
  if (!text) return null;
  const group = Number(form.elements.group.value) || null;
  if (verb === "write_card") return { do: verb, key, text, group, kind: form.elements.kind.value };
  return { do: verb, key, text, group, ballot: Number(form.elements.ballot.value) };
}

document.addEventListener("keydown", (event) => {
  if (event.target.id === "paper-text" && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
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
  said.textContent = next.closest("label").textContent.trim();
}

function nextGroup(event) {
  const list = (event.target.form ?? document.getElementById("paper-card"))?.elements.group;
  if (!list) return;
  event.preventDefault();
  list.selectedIndex = (list.selectedIndex + 1) % list.options.length;
  said.textContent = list.selectedOptions[0].textContent;
}

const chosen = new Map();

/** A fresh part takes over what was chosen and typed; nothing is exchanged that says the same. */
async function refresh(name) {
  const answer = await fetch(`/s/part/${name}`, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return;
  const html = await answer.text();
  if (chosen.get(name) === html) return;
  const isFirst = !chosen.has(name);
  chosen.set(name, html);
  if (isFirst && name === "entry") return;
  if (name === "entry") said.textContent = moved;
  exchange(document.getElementById(`part-${name}`), html);
}

function exchange(part, html) {
  const focus = document.activeElement?.id;
  const kept = [...part.querySelectorAll("form[id], form.paper-sheet")].map((form) => [nameOf(form), new FormData(form)]);
  swap(part, html);
  const forms = new Map([...part.querySelectorAll("form")].map((form) => [nameOf(form), form]));
  for (const [name, values] of kept) {
    const form = forms.get(name);
    if (!form) continue;
    form.elements.text.value = values.get("text") ?? "";
    form.elements.group.value = values.get("group") ?? "";
  }
  if (focus) document.getElementById(focus)?.focus();
}

const nameOf = (form) => form.id || form.elements.ballot?.value || "";

setInterval(() => document.visibilityState === "visible" && refresh("entry"), LOOK_EVERY);
outbox.open();
refresh("entry");
document.getElementById("paper-text")?.focus();
