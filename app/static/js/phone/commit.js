// "Ich bin dabei": what this device promised, and the way there.
import { newKey } from "../outbox.js";
import { put } from "./swap.js";

export class Commitments {
  constructor(phone) {
    this.phone = phone;
  }

  take({ measure, kinds }) {
    const others = this.phone.mine.commitments.filter((entry) => entry.measure !== measure);
    this.phone.mine.commitments = [...others, ...kinds.map((kind) => ({ measure, kind }))];
  }

  /** Fills in what the stream cannot know; boxes that were touched stay as they are. */
  dress() {
    for (const form of document.querySelectorAll("form[data-say=commit]")) {
      const given = this.given(form);
      for (const box of form.querySelectorAll("[name=kinds]")) {
        const isTouched = box.checked !== box.defaultChecked;
        box.defaultChecked = given.includes(box.value);
        if (!isTouched) box.checked = box.defaultChecked;
      }
      this.draw(form);
    }
  }

  given(form) {
    const measure = Number(form.dataset.measure);
    return this.phone.mine.commitments.filter((entry) => entry.measure === measure).map(({ kind }) => kind);
  }

  draw(form) {
    const { outbox, texts } = this.phone;
    const measure = Number(form.dataset.measure);
    const isWaiting = outbox.waiting.some(({ message }) => message.do === "commit" && message.measure === measure);
    const isIn = this.given(form).length > 0;
    form.closest(".commit").querySelector(".commit-in").hidden = !isIn;
    const state = isWaiting ? texts.waiting : form.dataset.said ? texts.saved : "";
    put(form.querySelector("[data-form-state]"), state);
  }

  async send(form) {
    const contact = form.elements.contact.value.trim();
    if (contact && !form.elements.consent.checked) {
      this.phone.fault(form.elements.consent, this.phone.texts.consent);
      return;
    }
    const kinds = [...form.querySelectorAll("[name=kinds]:checked")].map((box) => box.value);
    const measure = Number(form.dataset.measure);
    form.dataset.said = "true";
    await this.phone.outbox.add([{ do: "commit", key: newKey(), measure, kinds, contact, consent: form.elements.consent.checked }]);
    this.draw(form);
  }
}
