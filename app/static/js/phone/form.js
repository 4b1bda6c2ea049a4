// Writing a card: a counter that stays calm, a hint for two thoughts, drafts, and sending.
import { serverNow } from "../clock.js";
import { newKey } from "../outbox.js";
import { splitThoughts } from "./thoughts.js";

const SHORT = 140;
const MOST = 280;
const SAID_AT = [20, 0];

const DETAILS = ["field", "table", "year", "place", "cost", "measure"];

const ONCE = ["year", "place", "cost"];

/** What the card says besides its text, where the form asks for it. */
export function detailsOf(form) {
  const said = DETAILS.map((name) => [name, isAsked(form, name) ? form.elements[name].value.trim() : ""]);
  const details = Object.fromEntries(said.filter(([, value]) => value));
  const theme = form.elements.theme ?? form.elements[`theme-${form.elements.kind?.value}`];
  return theme?.value === "new" ? { ...details, field: "new" } : details;
}

const isAsked = (form, name) => {
  const field = form.elements[name];
  return field && !(field.length && !field.options ? field[0] : field).closest("[data-theme-of][hidden]");
};

export class CardForm {
  constructor(phone) {
    this.phone = phone;
  }

  get form() {
    return document.getElementById("card-form");
  }

  get area() {
    return document.getElementById("card-text");
  }

  /** After the task was drawn: the draft comes back, the own part is filled in. */
  dress() {
    const { form } = this;
    if (!form) return;
    form.noValidate = true;
    this.phone.drafts.restore(form);
    this.restoreDetails(form);
    this.update();
  }

  restoreDetails(form) {
    for (const [name, value] of Object.entries(this.phone.drafts.read(form.dataset.draft)?.details ?? {})) {
      if (form.elements[name] && !form.elements[name].value) form.elements[name].value = value;
    }
  }

  /** Somebody was quicker with the first words than the network with this script. */
  takeTyped() {
    if (this.form && this.area.value !== this.area.defaultValue) this.typed();
  }

  typed() {
    this.phone.drafts.keep(this.form, { kind: this.kind, phase: this.form.elements.phase.value, at: serverNow(), details: detailsOf(this.form) });
    this.update();
  }

  update() {
    if (!this.form) return;
    this.updateCount();
    this.updateLeft();
    document.getElementById("two-thoughts").hidden = this.thoughts.length !== 2;
    for (const field of this.form.querySelectorAll("[data-theme-of]")) field.hidden = field.dataset.themeOf !== this.kind;
  }

  get kind() {
    return this.form.elements.kind.value;
  }

  get thoughts() {
    return splitThoughts(this.area.value);
  }

  updateCount() {
    const { texts, fill } = this.phone;
    const length = this.area.value.trim().length;
    const text =
      length > MOST ? fill(texts.charsTooMany, { n: length - MOST })
      : length > SHORT ? fill(texts.charsOver, { n: length - SHORT })
      : fill(texts.charsLeft, { n: SHORT - length });
    const line = document.getElementById("card-count");
    line.textContent = text;
    line.classList.toggle("count-over", length > SHORT);
    if (SAID_AT.includes(SHORT - length) || SAID_AT.includes(MOST - length)) {
      document.getElementById("card-count-said").textContent = text;
    }
  }

  updateLeft() {
    for (const line of this.form.querySelectorAll("[data-left-of]")) {
      const most = Number(line.dataset.most);
      const left = most - this.phone.cards.used(line.dataset.leftOf, detailsOf(this.form));
      line.querySelector("span").textContent =
        left > 0 || this.phone.cards.waiting(line.dataset.leftOf).length ? this.phone.fill(line.dataset.text, { left, most }) : line.dataset.none;
    }
  }

  send(texts = [this.area.value.trim()]) {
    const lacking = [...this.form.elements].find((field) => field.dataset.fault && !field.closest("[hidden]") && this.lacks(field));
    if (lacking && texts[0]) {
      this.phone.fault(lacking, lacking.dataset.fault);
      return;
    }
    return this.sendFrom(this.form, this.area, texts, {
      kind: this.kind,
      phase: Number(this.form.elements.phase.value),
      theme: Number((this.form.elements.theme ?? this.form.elements[`theme-${this.kind}`])?.value) || null,
      ...detailsOf(this.form),
      written_at: new Date(serverNow()).toISOString(),
    });
  }

  /** A short form beside the task, of another phase. */
  sendAside(form) {
    const { text, kind, phase } = form.elements;
    return this.sendFrom(form, text, [text.value.trim()], { kind: kind.value, phase: Number(phase.value), written_at: new Date(serverNow()).toISOString() });
  }

  /** A year that is none, or a choice that nobody has made. */
  lacks(field) {
    return field.type === "radio" ? !this.form.elements[field.name].value : !field.value || !field.checkValidity();
  }

  /** Checked here, so that nothing is sent that cannot be taken; the draft goes only once the device has the card. */
  async sendFrom(form, area, texts, more) {
    if (form.dataset.busy && !texts[0]) return;
    const fault = texts.map((text) => this.faultOf(text)).find(Boolean);
    if (fault) return this.phone.fault(area, fault);
    area.value = "";
    for (const name of ONCE) if (form === this.form && form.elements[name]) form.elements[name].value = "";
    form.dataset.busy = "true";
    await this.phone.outbox.add(texts.map((text) => ({ do: "post_card", key: newKey(), text, ...more })));
    delete form.dataset.busy;
    if (!area.value) this.phone.drafts.forget(form.dataset.draft);
    this.update();
  }

  faultOf(text) {
    const { texts, fill } = this.phone;
    if (!text) return texts.empty;
    return text.length > MOST ? fill(texts.tooLong, { n: text.length }) : "";
  }

  /** Drafts whose form is gone: they stay, can be finished, sent as late cards, or dropped. */
  drawUnsent() {
    const place = document.getElementById("unsent");
    const drafts = this.phone.drafts.all().filter(({ name, kind }) => kind && !document.querySelector(`#part-task form[data-draft="${name}"], #part-form form[data-draft="${name}"]`));
    const known = new Map([...place.children].map((element) => [element.dataset.draft, element]));
    for (const draft of drafts) {
      if (!known.delete(draft.name)) place.append(this.unsent(draft));
    }
    for (const element of known.values()) element.remove();
  }

  unsent(draft) {
    const { texts } = this.phone;
    const form = document.getElementById("unsent-card").content.firstElementChild.cloneNode(true);
    const kind = texts[`kind${draft.kind.charAt(0).toUpperCase()}${draft.kind.slice(1)}`];
    form.dataset.draft = draft.name;
    const [label, area] = [form.querySelector("label"), form.querySelector("textarea")];
    label.textContent = `${kind}: ${texts.unsent}`;
    label.htmlFor = area.id = `unsent-${draft.name}`;
    area.value = draft.fields.text;
    const more = { ...draft.details, kind: draft.kind, phase: Number(draft.phase), written_at: new Date(draft.at).toISOString() };
    area.addEventListener("input", () => this.phone.drafts.keep(form, { ...draft, fields: { text: area.value } }));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await this.sendFrom(form, area, [area.value.trim()], more);
      this.drawUnsent();
    });
    form.querySelector(".drop").addEventListener("click", () => {
      this.phone.drafts.forget(draft.name);
      this.drawUnsent();
    });
    return form;
  }
}
