// Dots and scales: an absolute value for each tap, counted up, shown at once and kept in the outbox until answered.
import { newKey } from "../outbox.js";
import { lastCount, nextCount } from "./drafts.js";

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
      if (form?.dataset.mode === "scale") this.clear(form);
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

  spent(form) {
    return this.itemsOf(form).reduce((sum, item) => sum + this.valueOf(item), 0);
  }

  clear(form) {
    for (const item of this.itemsOf(form)) this.values.set(item, 0);
  }

  step(form, item, by) {
    const value = this.valueOf(item) + by;
    if (value < 0 || value > Number(form.dataset.max) || this.spent(form) + by > Number(form.dataset.dots)) return;
    this.cast(form, item, value);
  }

  choose(form, item) {
    this.clear(form);
    this.cast(form, item, 1);
  }

  async cast(form, item, value) {
    this.values.set(item, value);
    const counter = nextCount(this.counterOf(form), this.phone.mine.counter);
    const vote = { do: "cast_vote", key: newKey(), ballot: Number(form.dataset.ballot), item: Number(item), value, counter };
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
    if (form.dataset.mode === "scale") this.drawScale(form);
    else this.drawDots(form);
    const isWaiting = this.storing > 0 || this.pending.length > 0;
    const state = isWaiting ? this.waitingText(form) : this.phone.texts.votesSaved;
    form.parentElement.querySelector("[data-votes-state]").textContent = this.spent(form) || isWaiting ? state : "";
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
    if (form.dataset.mode === "scale" || !count) return texts.votesWait;
    return count === 1 ? texts.oneDotWaits : fill(texts.dotsWait, { n: count });
  }

  drawScale(form) {
    for (const button of form.querySelectorAll("[data-item]")) {
      const { texts } = this.phone;
      button.setAttribute("aria-pressed", String(this.valueOf(button.dataset.item) > 0));
      button.querySelector(".scale-mine").textContent = this.waits(button.dataset.item) ? texts.choiceWaits : texts.choice;
    }
  }

  drawDots(form) {
    const left = Number(form.dataset.dots) - this.spent(form);
    for (const row of form.querySelectorAll("[data-item]")) {
      const value = this.valueOf(row.dataset.item);
      const [less, more, output] = [".less", ".more", ".dots-mine"].map((selector) => row.querySelector(selector));
      less.hidden = more.hidden = output.hidden = false;
      row.querySelector("input").hidden = true;
      row.classList.toggle("has-dots", value > 0);
      const waits = this.waits(row.dataset.item);
      row.classList.toggle("is-waiting", waits);
      row.querySelector(".dots-wait").hidden = !waits;
      output.textContent = String(value);
      less.setAttribute("aria-disabled", String(value === 0));
      more.setAttribute("aria-disabled", String(left <= 0 || value >= Number(form.dataset.max)));
    }
    form.querySelector(".without-scripts").hidden = true;
    const line = form.querySelector(".dots-left");
    const text = this.phone.fill(line.dataset.text, { left });
    if (line.textContent !== text) line.textContent = text;
  }
}
