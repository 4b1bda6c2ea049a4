// Cards keep their place on the wall: a new one takes the place of the oldest that has been up long enough to be read.

const READING = 4_000;

export class Wall {
  #places = [];
  #shown = "";
  #timer = 0;

  /** `settle(element)` is told after cards have changed. */
  constructor(settle) {
    this.settle = settle;
  }

  /** Puts the cards of a freshly rendered wall into the places of the one before. */
  take(element) {
    this.element = element;
    this.cards = new Map([...element.children].map((card) => [card.dataset.card, card]));
    this.alive = new Set(element.dataset.alive.split(" "));
    this.pinned = [...element.querySelectorAll("[data-pinned]")].map((card) => card.dataset.card);
    this.lay();
  }

  /** Also when the screen has got another shape, which may have another number of places. */
  lay() {
    if (!this.element) return;
    clearTimeout(this.#timer);
    const count = Number(getComputedStyle(this.element).getPropertyValue("--places"));
    const arrangement = [count, ...this.pinned].join(" ");
    if (arrangement !== this.#shown) this.#places = [];
    this.#shown = arrangement;
    this.wanted = [...this.cards.keys()].slice(0, count);
    this.#places.length = count;
    this.#reuse();
    this.#arrange();
  }

  leave() {
    clearTimeout(this.#timer);
    this.#places = [];
    this.#shown = "";
    this.element = null;
  }

  #reuse() {
    for (const [index, place] of [...this.#places.entries()]) {
      if (!place) continue;
      const fresh = this.cards.get(place.id);
      if (!this.alive.has(place.id)) this.#places[index] = null;
      else if (fresh && fresh.dataset.version !== place.card.dataset.version) place.card = fresh;
    }
  }

  #arrange() {
    const now = performance.now();
    const up = new Set(this.#places.filter(Boolean).map((place) => place.id));
    const coming = this.wanted.filter((id) => !up.has(id)).reverse();
    const first = up.size === 0;
    for (const id of first ? coming.reverse() : coming) {
      const index = this.#free(now);
      if (index < 0) break;
      this.#places[index] = { id, card: this.cards.get(id), since: now };
      if (!first) this.cards.get(id).classList.add("fresh");
    }
    this.element.replaceChildren(...[...this.#places].map((place) => place?.card ?? empty()));
    this.settle(this.element);
    this.#comeBack(now);
  }

  /** An empty place, else the one whose card has had its time and is no longer among the newest. */
  #free(now) {
    const vacant = [...this.#places].findIndex((place) => !place);
    if (vacant >= 0) return vacant;
    const old = this.#places.filter((place) => !this.wanted.includes(place.id) && now - place.since >= READING);
    const oldest = old.sort((one, other) => one.since - other.since)[0];
    return this.#places.indexOf(oldest);
  }

  #comeBack(now) {
    const up = new Set(this.#places.filter(Boolean).map((place) => place.id));
    if (this.wanted.every((id) => up.has(id))) return;
    const ready = this.#places.filter((place) => !this.wanted.includes(place.id)).map((place) => place.since + READING);
    this.#timer = setTimeout(() => this.#arrange(), Math.max(100, Math.min(...ready) - now));
  }
}

function empty() {
  const place = document.createElement("li");
  place.setAttribute("aria-hidden", "true");
  return place;
}
