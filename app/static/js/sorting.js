// The board by keyboard: arrows go from card to card, one key says what becomes of it. Only while the focus is on it.

import { TYPING } from "./focus.js";

const MOST_OFFERED = 8;
const SOON = 3_000;
const THOUGHT = 30_000;
const DEAF = 1_500;

export class Sorting {
  /** `act.post(address, body)` sends one step, `act.submit(form, button)` a form, `act.undo()` takes one back, `act.tell(words)` says something. */
  constructor(board, act) {
    Object.assign(this, { board, act, wanted: null, wantedUntil: 0, deafUntil: 0, dialog: document.getElementById("where") });
    board.addEventListener("keydown", (event) => this.press(event));
    this.dialog.querySelector("form").addEventListener("submit", (event) => this.go(event));
    this.dialog.querySelector("input").addEventListener("input", () => this.offer());
    this.showKeys();
  }

  /** After the board was drawn: the focus goes where the last key wanted it. */
  drawn() {
    this.showKeys();
    const target = this.wanted && Date.now() < this.wantedUntil && this.board.querySelector(this.wanted);
    if (!target) return;
    this.show(target);
  }

  /** Where the focus shall go when the board comes back; later nobody remembers that. */
  want(selector, within = SOON) {
    this.wanted = selector;
    this.wantedUntil = Date.now() + within;
  }

  showKeys() {
    const keys = this.board.querySelector("[data-keys]");
    if (keys) keys.hidden = false;
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPING)) return;
    if (event.key.length === 1 && Date.now() < this.deafUntil) {
      this.deafUntil = Date.now() + DEAF;
      event.preventDefault();
      return;
    }
    const act = this.actFor(event.key, event.target);
    if (!act) return;
    event.preventDefault();
    act();
  }

  actFor(key, target) {
    const stop = target.dataset.stop;
    if (/^[0-9]$/.test(key)) return () => this.ask(key);
    const acts = {
      ArrowDown: () => this.step(1), j: () => this.step(1),
      ArrowUp: () => this.step(-1), k: () => this.step(-1),
      ArrowRight: () => this.stepTheme(1), ArrowLeft: () => this.stepTheme(-1),
      x: stop === "change" && (() => this.push(target.querySelector("[name=accepted][value='0']"))),
      a: () => this.push(target.closest(".changes") ? this.find("#accept-all") : this.find("#take-all")),
      Enter: { change: () => this.accept(target), card: () => this.take(target), theme: () => this.open(target) }[stop],
      m: () => this.ask(""),
      r: () => this.rename(target),
      t: () => this.divide(target),
      g: () => this.pair("1"), n: () => this.pair("0"),
      u: () => this.act.undo(),
      p: () => this.propose(),
      f: () => this.push(this.find("#release")),
      Home: () => this.goFirst(),
    };
    return acts[key];
  }

  find(selector) {
    return this.board.querySelector(selector);
  }

  push(button) {
    if (button) this.act.submit(button.form, button);
  }

  accept(change) {
    this.push(change.querySelector("[name=accepted][value='1']"));
  }

  stops(kind = "") {
    const wanted = kind ? `[data-stop=${kind}]` : "[data-stop]";
    return [...this.board.querySelectorAll(wanted)].filter((stop) => stop.checkVisibility());
  }

  step(by) {
    this.goTo(this.stops(), by);
  }

  stepTheme(by) {
    this.goTo(this.stops("theme"), by);
  }

  /** From where the focus is, also if that is something between two stops. */
  goTo(stops, by) {
    const here = document.activeElement;
    const before = stops.filter((stop) => stop !== here && stop.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING);
    const after = stops.filter((stop) => stop !== here && stop.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_PRECEDING);
    this.show(by > 0 ? after[0] : before.at(-1));
  }

  goFirst() {
    this.show(this.stops()[0]);
  }

  show(stop) {
    this.wanted = null;
    stop?.focus({ preventScroll: true });
    (stop?.closest("[data-card]") ?? stop)?.scrollIntoView({ block: "nearest" }); // the words, too
  }

  /** The changes come when the machine has thought; whoever goes on sorting meanwhile stays where they are. */
  propose() {
    this.want("#changes [data-stop=change]", THOUGHT);
    this.push(this.find("#propose"));
  }

  take(box) {
    const button = box.closest("[data-card]").querySelector(".take");
    if (!button) return;
    this.leave([box]);
    this.push(button);
  }

  open(heading) {
    const section = heading.closest("section");
    const cards = section.querySelector("details[data-cards-of]");
    if (cards && !cards.open) {
      cards.open = true;
      if ("lacks" in cards.dataset) return this.want(`#${section.id} [data-stop=card]`);
    }
    this.step(1);
  }

  rename(target) {
    const field = target.closest(".theme")?.querySelector(".rename input:not([type=hidden])");
    field?.focus();
    field?.select();
  }

  divide(target) {
    const link = target.closest("[data-card]")?.querySelector(".divide");
    if (!link) return;
    this.want("#dividing textarea");
    link.click();
  }

  chosen() {
    const ticked = [...this.board.querySelectorAll("input[name=card]:checked, input[name=cards]:checked")];
    const here = document.activeElement;
    if (ticked.length || !this.board.contains(here)) return ticked;
    if (here.dataset.stop === "stack") return [here.closest(".stack").querySelector("input[name=cards]")];
    return here.dataset.stop === "card" ? [here] : [];
  }

  pair(together) {
    const ids = [...new Set(this.chosen().flatMap((box) => box.value.split(" ")))];
    const body = new URLSearchParams(ids.map((id) => ["card", id]));
    body.set("together", together);
    this.send("/m/pairs", body, this.chosen());
  }

  /** Cards that go away leave the focus to the next one that stays. */
  leave(boxes) {
    const going = new Set(boxes.map((box) => box.closest("li")));
    const line = document.activeElement.closest?.("li");
    for (const way of ["nextElementSibling", "previousElementSibling"]) {
      let next = line;
      while (next && going.has(next)) next = next[way];
      if (next?.id) return this.want(`#${next.id} [data-stop]`);
    }
    const section = line?.closest(".theme");
    if (section) this.want(`#${section.id} h3`);
  }

  ask(typed) {
    this.boxes = this.chosen();
    if (!this.boxes.length) return this.refuse();
    const field = this.dialog.querySelector("input");
    field.value = typed;
    this.dialog.showModal();
    field.focus();
    this.offer();
  }

  /** Nothing to move: what is typed on is the word that was meant, and no keys of the board. */
  refuse() {
    this.act.tell(this.dialog.dataset.none);
    this.deafUntil = Date.now() + DEAF;
  }

  themes() {
    const open = [...this.board.querySelectorAll(".theme[id]:not(.finished)")];
    return open.map((section) => {
      const [number, count] = ["h3 .number", "h3 .count"].map((part) => section.querySelector(part)?.textContent ?? "");
      const words = section.querySelector("h3").textContent.trim().slice(number.length);
      return { id: section.id === "loose" ? "0" : section.id.slice(6), number, title: words.slice(0, words.lastIndexOf(count)).trim() };
    });
  }

  /** A number names one theme; other words those that have them, the ones that begin so first. */
  matches() {
    const typed = this.dialog.querySelector("input").value.trim().toLocaleLowerCase();
    const themes = this.themes();
    if (!typed) return themes;
    if (/^\d+$/.test(typed)) return themes.filter(({ number }) => number.startsWith(typed)).sort((a, b) => a.number.length - b.number.length);
    const at = ({ title }) => title.toLocaleLowerCase().indexOf(typed);
    return themes.filter((theme) => at(theme) >= 0).sort((a, b) => Math.sign(at(a)) - Math.sign(at(b)));
  }

  offer() {
    const list = this.dialog.querySelector("ol");
    const found = this.matches();
    list.replaceChildren(...found.slice(0, MOST_OFFERED).map(({ number, title }) => entry(`${number} ${title}`)));
    const typed = this.dialog.querySelector("input").value.trim();
    if (!found.length && typed && !/^\d+$/.test(typed)) list.append(entry(this.dialog.dataset.fresh.replace("{title}", typed)));
  }

  go(event) {
    event.preventDefault();
    const typed = this.dialog.querySelector("input").value.trim();
    const [goal] = this.matches();
    if (!typed || (!goal && /^\d+$/.test(typed))) return;
    this.dialog.close();
    this.leave(this.boxes);
    const [address, fields] = goal ? ["/m/cards/move", { theme: goal.id }] : ["/m/themes", { title: typed, kind: this.find("[name=kind]").value }];
    const body = new URLSearchParams(fields);
    for (const box of this.boxes) for (const id of box.value.split(" ")) body.append("card", id);
    const seen = new Set(this.boxes.map((box) => box.closest(".lines").dataset.theme));
    if (seen.size === 1) body.set("seen", [...seen][0]);
    this.send(address, body, this.boxes);
  }

  async send(address, body, boxes) {
    const status = await this.act.post(address, body, "board");
    if (status === 200) for (const box of boxes) box.checked = false;
  }
}

function entry(words) {
  const element = document.createElement("li");
  element.textContent = words;
  return element;
}
