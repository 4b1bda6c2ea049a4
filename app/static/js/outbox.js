// What was said and not yet answered: kept on the device before it is shown, sent strictly in order until an answer came.

const TOO_LONG_FOR_A_LOCK = 3_000;
const LONGEST_WAIT = 3_000;

/** A key for one action of a person; works on plain http in a hall too, where crypto.randomUUID does not. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Events: "change" (records are new), "accepted" {message, answer}, "refused" {message, answer}. */
export class Outbox extends EventTarget {
  /** `deliver(message)` resolves with an ack; with `retry` (in `after` seconds), or rejected, the message goes on waiting. */
  constructor(scope, deliver) {
    super();
    Object.assign(this, { scope, deliver, records: [], failures: 0, busy: false, again: false, notBefore: 0 });
    this.ready = new Promise((resolve) => (this.isReady = resolve));
    addEventListener("online", () => this.hurry());
    addEventListener("pageshow", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.hurry());
  }

  /** Opens the store of the device; false where the browser keeps nothing and memory has to do. */
  async open() {
    this.store = await openStore().catch(() => null);
    const isKept = (this.isKept = this.store !== null);
    this.store ??= new Memory();
    if (isKept && "BroadcastChannel" in window) {
      this.channel = new BroadcastChannel(`zukunft-${this.scope}`);
      this.channel.onmessage = ({ data }) => this.hearOther(data);
    }
    this.isReady();
    await this.refresh();
    return isKept;
  }

  async hearOther(settled) {
    if (settled) this.say("accepted", { ...settled, elsewhere: true });
    await this.refresh();
  }

  get waiting() {
    return this.records.filter((record) => record.state === "waiting");
  }

  /** Resolves when the messages are safe on the device; `instead` names a refused one that they replace. */
  async add(messages, instead = null) {
    await this.ready;
    const records = messages.map((message) => ({ scope: this.scope, state: "waiting", message }));
    await this.keep({ add: records, remove: instead === null ? [] : [instead] });
    this.channel?.postMessage(null);
    await this.refresh();
    this.flush();
  }

  async discard(order) {
    await this.keep({ remove: [order] });
    this.channel?.postMessage(null);
    await this.refresh();
  }

  /** Some phones lose the connection to their own store: open it anew, and if that fails, remember in memory. */
  async keep(change) {
    try {
      await this.store.change(change);
    } catch {
      this.store = await openStore().catch(() => new Memory());
      await this.store.change(change);
    }
  }

  async refresh() {
    this.records = await this.store.all(this.scope);
    this.say("change", {});
  }

  /** The line is back: no reason to wait any longer. */
  hurry() {
    this.failures = 0;
    this.flush();
  }

  async flush() {
    if (!this.store) return;
    if (this.busy) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    const rest = this.notBefore - performance.now();
    if (rest > 0) return this.wait(rest);
    Object.assign(this, { busy: true, again: false });
    let done = false;
    try {
      done = await alone(`zukunft-${this.scope}`, () => this.sendAll());
    } catch {
      // The store failed under us: what it holds is sent in the next round.
    }
    this.busy = false;
    if (!done) this.later();
    else if (this.again) this.flush();
  }

  async sendAll() {
    for (;;) {
      const record = (await this.store.all(this.scope)).find(({ state }) => state === "waiting");
      if (!record) return true;
      const ack = await this.deliver(record.message).catch(() => ({ retry: true }));
      if (ack.retry) return this.rest(ack.after);
      this.failures = 0;
      await this.settle(record, ack);
    }
  }

  /** An answer is final: what was taken leaves the store, what was refused stays in it with its text. */
  async settle(record, answer) {
    const { message, order } = record;
    const keepsText = !answer.ok && typeof message.text === "string";
    const refused = { ...record, state: "refused", reason: answer.message, code: answer.code };
    await this.keep(keepsText ? { update: [refused] } : { remove: [order] });
    this.say(answer.ok ? "accepted" : "refused", { message, answer });
    this.channel?.postMessage(answer.ok ? { message, answer } : null);
    await this.refresh();
  }

  later() {
    this.failures += 1;
    this.say("change", {});
    const most = Math.min(LONGEST_WAIT, 500 * 2 ** this.failures);
    this.wait(Math.max(most / 2 + (Math.random() * most) / 2, this.notBefore - performance.now()));
  }

  wait(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), milliseconds);
  }

  /** A server that asks for a rest gets it, whatever hurries us; not all phones come back in the same moment. */
  rest(seconds = 0) {
    this.notBefore = performance.now() + seconds * 1000 * (1 + Math.random() / 2);
    return false;
  }

  say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** Only one tab sends, where the browser can tell; keys keep doubles away where it cannot. */
function alone(name, work) {
  if (!navigator.locks) return work();
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), TOO_LONG_FOR_A_LOCK);
  let begun = false;
  const guarded = () => {
    begun = true;
    clearTimeout(timer);
    return work();
  };
  return navigator.locks.request(name, { signal: patience.signal }, guarded).catch((error) => {
    if (begun) throw error;
    return work();
  });
}

function openStore() {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no answer")), 4_000);
    const opening = indexedDB.open("zukunft", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("outbox", { keyPath: "order", autoIncrement: true });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => resolve(new Kept(opening.result));
  });
}

/** On the device; a promise resolves when the disk has it. */
class Kept {
  constructor(database) {
    this.database = database;
  }

  all(scope) {
    return new Promise((resolve, reject) => {
      const asking = this.database.transaction("outbox").objectStore("outbox").getAll();
      asking.onsuccess = () => resolve(asking.result.filter((record) => record.scope === scope));
      asking.onerror = () => reject(asking.error);
    });
  }

  change({ add = [], remove = [], update = [] }) {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction("outbox", "readwrite", { durability: "strict" });
      const outbox = transaction.objectStore("outbox");
      for (const order of remove) outbox.delete(order);
      for (const record of [...add, ...update]) outbox.put(record);
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }
}

/** Where the browser keeps nothing: as long as the page is open. */
class Memory {
  #records = [];
  #order = 0;

  async all(scope) {
    return this.#records.filter((record) => record.scope === scope);
  }

  async change({ add = [], remove = [], update = [] }) {
    const changed = new Map(update.map((record) => [record.order, record]));
    this.#records = this.#records
      .filter(({ order }) => !remove.includes(order))
      .map((record) => changed.get(record.order) ?? record);
    for (const record of add) this.#records.push({ ...record, order: (this.#order += 1) });
  }
}
