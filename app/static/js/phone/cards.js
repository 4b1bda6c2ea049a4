// "Meine Karten": what the server has, and what still waits or was refused. Three states, each in words.
import { newKey } from "../outbox.js";
import { freshVersion, isOnForm } from "./table.js";

const FAULT_OF_THE_TEXT = ["empty", "too_long", "not_understood"];

export class Cards {
  constructor(phone) {
    Object.assign(this, { phone, list: document.getElementById("my-cards"), elements: new Map() });
  }

  /** The server's word about own cards, from an answer: at once, without asking again. */
  take(card) {
    const others = this.phone.mine.cards.filter(({ id }) => id !== card.id);
    this.phone.mine.cards = card.status === "withdrawn" ? others : [...others, card].sort((a, b) => a.number - b.number);
  }

  /** How many of a kind this device has used up in the current phase, waiting ones included; if given, about one thing. */
  used(kind, { table, measure } = {}) {
    const phase = this.phone.phase();
    const isAbout = (said) => (!table && !measure) || (String(said.table ?? "") === (table ?? "") && String(said.measure ?? "") === (measure ?? ""));
    const sent = this.phone.mine.cards.filter((card) => card.kind === kind && String(card.phase) === phase && isAbout(card));
    return (this.phone.isOutside ? 0 : sent.length) + this.waiting(kind).filter(({ message }) => isAbout(message)).length;
  }

  waiting(kind) {
    return this.phone.outbox.waiting.filter(({ message }) => message.do === "post_card" && message.kind === kind);
  }

  draw() {
    if (!this.elements.size) this.list.replaceChildren();
    const entries = this.entries();
    const keys = new Set(entries.map(({ key }) => key));
    const focused = document.getElementById("mine").contains(document.activeElement) ? document.activeElement : null;
    for (const [key, element] of this.elements) {
      if (keys.has(key)) continue;
      element.remove();
      this.elements.delete(key);
    }
    entries.forEach((entry, index) => {
      const element = this.element(entry);
      if (this.list.children[index] !== element) this.list.insertBefore(element, this.list.children[index] ?? null);
      this.fill(element, entry);
    });
    document.getElementById("mine").hidden = entries.length === 0;
    if (focused && !focused.getClientRects().length) this.catchFocus(entries.length);
    this.drawQueue();
  }

  /** What had the focus is gone: on to the nearest heading, never to nowhere. */
  catchFocus(count) {
    document.getElementById(count ? "mine-title" : "task-title").focus({ preventScroll: true });
  }

  /** One sentence for what waits, in place of the one about the network. */
  drawQueue() {
    const { outbox, texts, fill, tell } = this.phone;
    const count = outbox.waiting.filter(({ message }) => message.do === "post_card").length;
    const line = document.getElementById("queue");
    const isStuck = outbox.failures > 0 || !navigator.onLine;
    line.hidden = count === 0 || !isStuck || this.phone.isOutside;
    if (outbox.failures && outbox.waiting.length && isOfTheLine(texts)) tell("");
    if (line.hidden) return;
    const [one, many] = outbox.isKept ? [texts.oneWaits, texts.manyWait] : [texts.oneWaitsHere, texts.manyWaitHere];
    line.textContent = count === 1 ? one : fill(many, { n: count });
  }

  entries() {
    const { mine, outbox } = this.phone;
    const said = outbox.records.filter(({ message, state }) => message.do.endsWith("_card") && (state === "refused" || !isOnForm(message)));
    const posted = said.filter((record) => record.message.do === "post_card" || record.state === "refused");
    return [
      ...posted.reverse().map((record) => this.fromRecord(record)),
      ...[...mine.cards].reverse().filter((card) => !isOnForm(card)).map((card) => this.fromCard(card, said)),
    ];
  }

  fromRecord({ order, state, reason, code, message }) {
    const kind = message.kind ?? this.phone.mine.cards.find(({ id }) => id === message.card)?.kind ?? "";
    return { key: `out-${order}`, order, state, reason, code, message, kind, text: message.text ?? "", more: moreOf(message) };
  }

  fromCard(card, said) {
    const pending = said.filter((record) => record.state === "waiting" && record.message.card === card.id).at(-1);
    const { texts } = this.phone;
    const entry = { key: `card-${card.id}`, id: card.id, kind: card.kind, text: card.text, more: moreOf(card), state: "saved" };
    if (this.phone.isOutside) return { ...entry, state: "earlier" };
    if (card.status === "hidden") return { ...entry, state: "hidden", label: `${texts.hidden}: ${card.reason}` };
    if (pending?.message.do === "withdraw_card") return { ...entry, state: "waiting", label: texts.takenBack };
    if (pending) return { ...entry, state: "waiting", text: pending.message.text };
    if (card.status === "split") return { ...entry, state: "split" };
    const label = card.status === "held" ? texts.held : card.part ? texts.part : undefined;
    return { ...entry, label, isPart: card.part, isOpen: this.isOpen(card) };
  }

  /** Of the phase that is on, or of one that is open beside it. */
  isOpen({ phase }) {
    return String(phase) === this.phone.phase() || !!document.querySelector(`#leaving [name="phase"][value="${Number(phase)}"]`);
  }

  element(entry) {
    if (!this.elements.has(entry.key)) {
      const copy = document.getElementById("my-card").content.firstElementChild.cloneNode(true);
      const words = (copy.querySelector(".card-text").id = `own-text-${entry.key}`);
      for (const named of copy.querySelectorAll("[aria-describedby]")) named.setAttribute("aria-describedby", words);
      this.elements.set(entry.key, copy);
    }
    return this.elements.get(entry.key);
  }

  fill(element, entry) {
    const { texts } = this.phone;
    const find = (selector) => element.querySelector(selector);
    element.entry = entry;
    element.className = `card my-card kind-${entry.kind} is-${entry.state}`;
    find(".card-text").textContent = entry.text;
    find(".card-more").textContent = entry.more ?? "";
    find(".card-more").hidden = !entry.more;
    find(".kind").className = `kind kind-${entry.kind}`;
    find(".kind span").textContent = texts[`sign${capital(entry.kind)}`] ?? "";
    find(".kind").lastChild.textContent = ` ${texts[`kind${capital(entry.kind)}`] ?? ""}`;
    find(".state").textContent = entry.label ?? texts[entry.state];
    const isRefused = entry.state === "refused";
    find(".reason").hidden = !isRefused;
    find(".reason").textContent = entry.reason ?? "";
    find(".change").hidden = (!entry.isOpen || entry.isPart) && !isRefused;
    for (const words of element.querySelectorAll(".say-again")) words.hidden = !isRefused;
    for (const words of element.querySelectorAll(".say-change")) words.hidden = isRefused;
    find(".withdraw").hidden = !entry.isOpen;
    find(".discard").hidden = !isRefused;
    if (!find(".change").open) find("textarea").value = entry.text;
  }

  /** A changed text of a saved card, or of a refused one. */
  async change(element, text) {
    const { entry } = element;
    element.querySelector(".change").open = false;
    element.querySelector("summary").focus({ preventScroll: true });
    if (entry.state === "refused") return this.sendAgain(entry, text);
    if (text !== entry.text) await this.phone.outbox.add([{ do: "change_card", key: newKey(), card: entry.id, text }]);
  }

  /** A refusal is final for its key; an unchanged text is only worth a new one if the text was not the reason. */
  async sendAgain({ order, code, reason, message }, text) {
    if (text === message.text && FAULT_OF_THE_TEXT.includes(code)) return this.phone.tell(reason);
    const fresh = message.version ? freshVersion(message.card) : {};
    await this.phone.outbox.add([{ ...message, ...fresh, key: newKey(), text }], order);
  }

  async withdraw({ entry }) {
    await this.phone.outbox.add([{ do: "withdraw_card", key: newKey(), card: entry.id }]);
  }

  async discard({ entry }) {
    await this.phone.outbox.discard(entry.order);
  }
}

const word = (name) => document.getElementById("texts").getAttribute(`data-${name}`) ?? "";

/** Year, lane, place and cost, as the server words them. */
function moreOf({ year, field, place, cost }) {
  return [year, field && word(`lane-${field}`), place, cost && word(`cost-${cost}`)].filter(Boolean).join(" · ");
}

const isOfTheLine = ({ alone, noStore }) => [alone, noStore].includes(document.getElementById("said").textContent);
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
