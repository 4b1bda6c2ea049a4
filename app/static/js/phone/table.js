// At a table: which number and role is one's own, the groups one has joined, and the form that all fill in together.
import { serverNow } from "../clock.js";
import { newKey } from "../outbox.js";
import { detailsOf } from "./form.js";

export class Table {
  constructor(phone, cardForm) {
    Object.assign(this, { phone, cardForm });
  }

  /** The stream knows nobody: what is this device's own is put in here. */
  draw() {
    this.drawNumber();
    this.drawGroups();
    this.drawWaiting();
  }

  /** After the form was drawn: what had been typed comes back. */
  dress() {
    for (const form of document.querySelectorAll(".entry-form")) this.phone.drafts.restore(form);
    this.draw();
  }

  drawNumber() {
    const own = String(this.phone.mine.number ?? "");
    for (const place of document.querySelectorAll("[data-own-number]")) place.textContent = own;
    for (const role of document.querySelectorAll("[data-number]")) {
      const isOwn = role.dataset.number === own;
      role.classList.toggle("is-own", isOwn);
      role.querySelector(".own-role").hidden = !isOwn;
    }
  }

  drawGroups() {
    const chosen = new Set(this.phone.mine.tables ?? []);
    for (const { message } of this.phone.outbox.waiting) {
      if (message.do === "choose_table") chosen[message.leave ? "delete" : "add"](message.table);
    }
    for (const group of document.querySelectorAll("[data-group]")) {
      const isIn = chosen.has(Number(group.dataset.group));
      const find = (name) => group.querySelector(`.group-${name}`);
      group.classList.toggle("is-joined", isIn);
      find("join").hidden = isIn;
      find("in").hidden = find("leave").hidden = !isIn;
    }
  }

  /** What this device has sent and the server has not answered yet stands in its field, too. */
  drawWaiting() {
    for (const entry of document.querySelectorAll(".entry.is-sent")) entry.remove();
    for (const { message } of this.phone.outbox.waiting) {
      if (message.do === "post_card" && message.table) this.addWaiting(message);
    }
  }

  addWaiting({ field, theme, text }) {
    const list = document.querySelector(`[data-slot="${CSS.escape(theme ? `${field}-${theme}` : field)}"]`);
    if (!list) return;
    const [entry, words, state] = ["li", "p", "strong"].map((name) => document.createElement(name));
    entry.className = "card entry is-sent is-waiting";
    words.className = "card-text";
    words.textContent = text;
    state.className = "state";
    state.textContent = this.phone.texts.waiting;
    entry.append(words, state);
    list.append(entry);
  }

  typed(form) {
    const { kind, phase, theme } = form.elements;
    const details = { ...detailsOf(form), ...(theme && { theme: Number(theme.value) }) };
    this.phone.drafts.keep(form, { kind: kind.value, phase: phase.value, at: serverNow(), details });
  }

  /** Takes the forms of a table; false for all others. */
  send(form, submitter) {
    const verb = submitter?.name === "do" ? submitter.value : form.dataset.say;
    if (verb === "choose_table") this.choose(form, submitter);
    else if (form.matches(".entry-form")) this.post(form);
    else if (form.closest("[data-entry]")) this.change(form, verb);
    else return false;
    return true;
  }

  choose(form, submitter) {
    const table = Number(form.elements.table.value);
    const leave = submitter?.name === "leave" && submitter.value === "1";
    this.phone.outbox.add([{ do: "choose_table", key: newKey(), table, leave }]);
    form.closest("details")?.removeAttribute("open");
  }

  post(form) {
    const { text, kind, phase, theme } = form.elements;
    return this.cardForm.sendFrom(form, text, [text.value.trim()], {
      kind: kind.value,
      phase: Number(phase.value),
      theme: Number(theme?.value) || null,
      ...detailsOf(form),
      written_at: new Date(serverNow()).toISOString(),
    });
  }

  /** Which version each entry had when somebody began to change it here: that is what they have seen. */
  begun() {
    const forms = [...document.querySelectorAll("[data-entry] form")].filter(({ elements: { text } }) => text.value !== text.defaultValue);
    return new Map(forms.map(({ elements: { text, version } }) => [text.id, version.value]));
  }

  keepBegun(versions) {
    for (const [id, version] of versions) {
      const text = document.getElementById(id);
      if (text) text.form.elements.version.value = version;
    }
  }

  /** With the version that this person has seen; a refusal brings the text back among the own cards. */
  async change(form, verb) {
    const { entry } = form.closest("[data-entry]").dataset;
    const { version } = form.elements;
    const text = form.elements.text.value.trim();
    const message = { do: verb, key: newKey(), card: Number(entry), version: Number(version.value) };
    if (verb === "change_card") {
      const fault = this.cardForm.faultOf(text);
      if (fault) return this.phone.fault(form.elements.text, fault);
      message.text = text;
    }
    form.closest("details").open = false;
    await this.phone.outbox.add([message]);
  }
}

/** The version of an entry as it stands now, for a text that is sent once more. */
export function freshVersion(card) {
  const entry = document.querySelector(`[data-entry="${card}"]`);
  return entry ? { version: Number(entry.dataset.version) } : {};
}

/** A card that stands in the form of this table, on this very page, and needs no second place. */
export function isOnForm({ field, table, theme, card, id }) {
  if (card || id) return Boolean(document.querySelector(`[data-entry="${card ?? id}"]`));
  return Boolean(table && document.querySelector(`[data-slot="${CSS.escape(theme ? `${field}-${theme}` : field)}"]`));
}
