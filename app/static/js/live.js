// The transport of every live screen: frames down, messages up, each answered; back off, resume, never lose the place.

const PATIENCE = 10_000;
const SILENCE = 25_000;
const LONGEST_WAIT = 8_000;
const FAILURES_BEFORE_POLLING = 3;
const POLL_EVERY = 4_000;

const trusted = window.trustedTypes
  ? trustedTypes.createPolicy("live", { createHTML: (html) => html })
  : { createHTML: (html) => html };

let clockOffset = 0;

/** The server's time in milliseconds, as far as this device knows it. */
export const serverNow = () => Date.now() + clockOffset;

/** Replaces what is inside `element` by a fragment that the server rendered. */
export function swap(element, html) {
  const template = document.createElement("template");
  template.innerHTML = trusted.createHTML(html);
  element.replaceChildren(template.content);
}

export class Live extends EventTarget {
  /** `address` is the path of the socket, `poll` the path for networks that block sockets. */
  constructor({ address, poll, seq, epoch }) {
    super();
    Object.assign(this, { address, poll, seq, epoch, socket: null, failures: 0, waiting: new Map() });
    addEventListener("online", () => this.connect(true));
    addEventListener("pageshow", (event) => event.persisted && this.connect(true));
    document.addEventListener("visibilitychange", () => this.wake());
    setInterval(() => this.beat(), 5_000);
    this.connect();
  }

  get connected() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  connect(atOnce = false) {
    clearTimeout(this.timer);
    if (this.socket && !atOnce) return;
    this.discard();
    const url = new URL(this.address, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("last", this.seq);
    url.searchParams.set("epoch", this.epoch);
    const socket = new WebSocket(url);
    this.socket = socket;
    this.heard = Date.now();
    socket.onopen = () => {
      this.failures = 0;
      this.polling = false;
      this.heard = Date.now();
      this.say("state", { connected: true });
      this.hello();
    };
    socket.onmessage = (event) => this.hear(JSON.parse(event.data));
    socket.onclose = (event) => socket === this.socket && this.lost(event.code);
  }

  discard() {
    const old = this.socket;
    this.socket = null;
    if (!old) return;
    old.onopen = old.onmessage = old.onclose = null;
    old.close();
    this.failAll();
  }

  lost(code) {
    this.socket = null;
    this.failures += 1;
    this.failAll();
    const over = code === 1008;
    if (over || !this.polling) this.say("state", { connected: false, failures: this.failures, over });
    if (over) return;
    if (this.poll && this.failures >= FAILURES_BEFORE_POLLING) this.fetchFrame();
    const wait = Math.random() * Math.min(LONGEST_WAIT, 250 * 2 ** this.failures);
    this.timer = setTimeout(() => this.connect(), this.failures >= FAILURES_BEFORE_POLLING ? POLL_EVERY + wait : wait);
  }

  wake() {
    if (document.visibilityState === "hidden") {
      this.hiddenSince = Date.now();
      return;
    }
    if (Date.now() - (this.hiddenSince ?? Date.now()) > 5_000) this.connect(true);
  }

  beat() {
    const silent = Date.now() - this.heard;
    if (!this.connected) {
      if (this.socket && silent > PATIENCE) this.connect(true);
      return;
    }
    if (silent > SILENCE + PATIENCE) this.connect(true);
    else if (silent > SILENCE) this.hello();
  }

  hello() {
    this.helloAt = Date.now();
    this.socket.send('{"do":"hello"}');
  }

  async fetchFrame() {
    try {
      const url = new URL(this.poll, location.href);
      url.searchParams.set("last", this.seq);
      url.searchParams.set("epoch", this.epoch);
      const answer = await fetch(url, { headers: { accept: "application/json" } });
      if (!answer.ok) return;
      this.polling = true;
      this.say("state", { connected: true });
      this.hear(await answer.json());
    } catch {
      this.polling = false; // Still no network: the next round tries again.
    }
  }

  /** Sends a message and resolves with its ack; rejects when the line is lost before the ack came. */
  send(message) {
    return new Promise((resolve, reject) => {
      if (!this.connected) return reject(new Error("offline"));
      const timer = setTimeout(() => this.fail(message.key), 8_000);
      this.waiting.set(message.key, { resolve, reject, timer });
      this.socket.send(JSON.stringify(message));
    });
  }

  fail(key) {
    const waiting = this.waiting.get(key);
    if (!waiting) return;
    this.waiting.delete(key);
    clearTimeout(waiting.timer);
    waiting.reject(new Error("no answer"));
  }

  failAll() {
    for (const key of [...this.waiting.keys()]) this.fail(key);
  }

  hear(message) {
    this.heard = Date.now();
    if (message.now) this.setClock(message.now);
    if ("ack" in message) {
      const waiting = this.waiting.get(message.ack);
      if (!waiting) return;
      this.waiting.delete(message.ack);
      clearTimeout(waiting.timer);
      waiting.resolve(message);
    } else if ("to" in message) this.take(message);
  }

  take(frame) {
    if (!frame.reset && frame.epoch === this.epoch) {
      if (frame.to <= this.seq && !frame.mine) return;
      if (frame.from > this.seq) return this.connect(true);
    }
    this.seq = frame.to;
    this.epoch = frame.epoch;
    this.say("frame", frame);
  }

  setClock(now) {
    const trip = this.helloAt && Date.now() - this.helloAt < 2_000 ? (Date.now() - this.helloAt) / 2 : 0;
    this.helloAt = 0;
    clockOffset = Date.parse(now) + trip - Date.now();
  }

  say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
