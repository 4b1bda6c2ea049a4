// Votes: an absolute value for each tap, counted up, shown at once and kept in the outbox until answered.
import { serverNow } from "../clock.js";
import { newKey } from "../outbox.js";
import { lastCount, nextCount } from "./drafts.js";
import { put } from "./swap.js";

export class Votes {
  constructor(phone) {
    Object.assign(this, { phone, storing: 0, values: new Map() });
  }

  /** The server's word, unless newer taps are still on their way. */
  take(votes) {
    if (this.storing || this.pending.length) return;
    for (const [item, value] of Object.entries(votes)) this.values.set(item, value);
  }

  /** After a reload: what the outbox still holds goes on top of what the server has. */
  begin() {
    for (const [item, value] of Object.entries(this.phone.mine.votes)) this.values.set(item, value);
    for (const { message, form } of this.pending.map((record) => ({ ...record, form: this.form }))) {
      if (form && isOneOfAll(form)) this.clear(form);
      this.values.set(String(message.item), message.value);
    }
  }

  get form() {
    return document.querySelector("form[data-ballot]");
  }

  get pending() {
    return this.phone.outbox.waiting.filter(({ message }) => message.do === "cast_vote");
  }

  counterOf(form) {
    return `zukunft:${this.phone.code}:ballot:${form.dataset.ballot}`;
  }

  /** Whether this device voted here before, as far as it remembers. */
  hasVoted(form) {
    return lastCount(this.counterOf(form)) > 0;
  }

  valueOf(item) {
    return this.values.get(item) ?? 0;
  }

  itemsOf(form) {
    return [...form.querySelectorAll("[data-item]")].map((element) => element.dataset.item);
  }

  spent(part) {
    return this.itemsOf(part).reduce((sum, item) => sum + this.valueOf(item), 0);
  }

  clear(form) {
    for (const item of this.itemsOf(form)) this.values.set(item, 0);
  }

  step(form, item, by) {
    const value = this.valueOf(item) + by;
    const list = form.querySelector(`[data-item="${item}"]`).closest("[data-list]");
    if (value < 0 || value > Number(form.dataset.max) || this.spent(list) + by > Number(form.dataset.dots)) return;
    this.cast(form, item, value);
  }

  choose(form, item, more) {
    this.clear(form);
    this.cast(form, item, 1, more);
  }

  /** Yes is one tap; concerns and a no ask for the reason first. */
  answer(form, button) {
    const reason = form.elements.reason;
    if (!("why" in button.dataset) && !("sendWhy" in button.dataset)) {
      this.asking = null;
      this.choose(form, button.dataset.item);
    } else if ("sendWhy" in button.dataset && reason.value.trim()) {
      const item = this.asking ?? this.chosen(form);
      this.asking = null;
      Object.assign(this.phone.mine, { ballot: Number(form.dataset.ballot), reason: reason.value.trim() });
      this.choose(form, item, { reason: reason.value.trim() });
    } else {
      this.asking = button.dataset.item ?? this.asking;
      this.draw();
      reason.focus();
    }
  }

  chosen(form) {
    return this.itemsOf(form).find((item) => this.valueOf(item) > 0);
  }

  async cast(form, item, value, more = {}) {
    this.values.set(item, value);
    const counter = nextCount(this.counterOf(form), this.phone.mine.counter);
    const vote = { do: "cast_vote", key: newKey(), ballot: Number(form.dataset.ballot), item: Number(item), value, counter, ...more };
    vote.written_at = new Date(serverNow()).toISOString();
    this.storing += 1;
    this.draw();
    try {
      await this.phone.outbox.add([vote]);
    } finally {
      this.storing -= 1;
    }
    this.draw();
  }

  draw() {
    const { form } = this;
    if (!form) return;
    if (isOneOfAll(form)) this.drawScale(form);
    else if (form.dataset.mode === "matrix") this.drawMatrix(form);
    else this.drawDots(form);
    if (form.dataset.mode === "consent") this.drawReason(form);
    this.remind(form);
    put(form.parentElement.querySelector("[data-votes-state]"), this.stateOf(form));
  }

  /** A tap that is answered at once is only told to be saved. */
  stateOf(form) {
    const isUnderWay = this.storing > 0 || this.pending.length > 0;
    if (isUnderWay) return this.phone.outbox.failures > 0 ? this.waitingText(form) : "";
    return this.spent(form) ? this.phone.texts.votesSaved : "";
  }

  /** Only who has not voted yet is reminded, and hears it once. */
  remind(form) {
    const line = document.querySelector("[data-reminder]");
    if (!line) return;
    line.hidden = this.spent(form) > 0;
    if (line.hidden || this.reminded === line.dataset.reminder) return;
    this.reminded = line.dataset.reminder;
    this.phone.tell(line.textContent);
  }

  /** What only this device knows of, once the line has failed: a tap that is answered at once shows no waiting. */
  waits(item) {
    const isPending = this.pending.some(({ message }) => String(message.item) === item);
    return isPending && this.phone.outbox.failures > 0;
  }

  /** How many dots wait; taking one away is no dot that waits. */
  waitingText(form) {
    const { texts, fill, mine } = this.phone;
    const more = (item) => (this.waits(item) ? Math.max(0, this.valueOf(item) - (mine.votes[item] ?? 0)) : 0);
    const count = this.itemsOf(form).reduce((sum, item) => sum + more(item), 0);
    if (form.dataset.mode !== "dots" || !count) return texts.votesWait;
    return count === 1 ? texts.oneDotWaits : fill(texts.dotsWait, { n: count });
  }

  drawScale(form) {
    for (const button of form.querySelectorAll("[data-item]")) {
      const { texts } = this.phone;
      button.setAttribute("aria-pressed", String(this.valueOf(button.dataset.item) > 0 && !this.asking));
      button.classList.toggle("is-asked", button.dataset.item === this.asking);
      button.querySelector(".scale-mine").textContent = this.waits(button.dataset.item) ? texts.choiceWaits : texts.choice;
    }
  }

  drawReason(form) {
    if (this.asking && !form.querySelector(`[data-item="${this.asking}"]`)) this.asking = null;
    const chosen = this.asking ?? this.chosen(form);
    const isNeeded = Boolean(chosen) && "why" in form.querySelector(`[data-item="${chosen}"]`).dataset;
    const { reason } = form.elements;
    form.querySelector(".why").hidden = !isNeeded;
    form.querySelector(".send-why").hidden = false;
    const { ballot, reason: said } = this.phone.mine;
    if (isNeeded && !this.asking && !reason.value && ballot === Number(form.dataset.ballot)) reason.value = said;
  }

  drawMatrix(form) {
    form.querySelector(".without-scripts").hidden = true;
    for (const row of form.querySelectorAll("[data-item]")) {
      const value = this.valueOf(row.dataset.item);
      for (const step of row.querySelectorAll("input")) step.checked = Number(step.value) === value;
      row.classList.toggle("is-waiting", this.waits(row.dataset.item));
    }
  }

  drawDots(form) {
    for (const list of form.querySelectorAll("[data-list]")) this.drawList(form, list);
    form.querySelector(".without-scripts").hidden = true;
  }

  drawList(form, list) {
    const left = Number(form.dataset.dots) - this.spent(list);
    for (const row of list.querySelectorAll("[data-item]")) {
      const value = this.valueOf(row.dataset.item);
      const [less, more, output] = [".less", ".more", ".dots-mine"].map((selector) => row.querySelector(selector));
      less.hidden = more.hidden = output.hidden = false;
      row.querySelector("input").hidden = true;
      row.classList.toggle("has-dots", value > 0);
      const waits = this.waits(row.dataset.item);
      row.classList.toggle("is-waiting", waits);
      row.querySelector(".dots-wait").hidden = !waits;
      put(output, String(value));
      less.setAttribute("aria-disabled", String(value === 0));
      more.setAttribute("aria-disabled", String(left <= 0 || value >= Number(form.dataset.max)));
    }
    const line = list.querySelector(".dots-left");
    put(line, this.phone.fill(line.dataset.text, { left }));
  }
}

const isOneOfAll = (form) => ["scale", "consent"].includes(form.dataset.mode);
