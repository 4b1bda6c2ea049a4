// The transport of every live screen: frames down, messages up, each answered; back off, resume, never lose the place.
import { hasSlept, hearClock, knowsClock, learnClock } from "./clock.js";
import { Poll } from "./poll.js";

const BEAT = 5_000;
const SILENCE = 25_000;
const TO_OPEN = 5_000;
const TO_ANSWER = 10_000;
const TO_ANSWER_AWAKE = 3_000;
const LONG_AWAY = 5_000;
const LONGEST_WAIT = 8_000;
const RESTART_SPREAD = 2_000;
const FAILURES_BEFORE_POLLING = 3;
const SOCKET_AGAIN = 30_000;
const OVER = 1008;
const COME_BACK = 1012;
const LATER = 1013;
const ELSEWHERE = 4001;

const trusted = window.trustedTypes
  ? trustedTypes.createPolicy("live", { createHTML: (html) => html, createScriptURL: ownWorker })
  : { createHTML: (html) => html, createScriptURL: ownWorker };

/** The one script that a page may start by its address. */
function ownWorker(address) {
  if (address !== "/sw.js") throw new TypeError("not our worker");
  return address;
}

export const workerAddress = () => trusted.createScriptURL("/sw.js");

/** Replaces what is inside `element` by a fragment that the server rendered. */
export function swap(element, html) {
  const template = document.createElement("template");
  template.innerHTML = trusted.createHTML(html);
  element.replaceChildren(template.content);
}

/** Events: "frame" (a frame), "state" {connected, over, elsewhere}. */
export class Live extends EventTarget {
  /** `address` is the path of the socket, `poll` the path for networks that block sockets. */
  constructor({ address, poll, seq, epoch }) {
    super();
    Object.assign(this, { address, seq, epoch, socket: null, failures: 0, waiting: new Map() });
    this.poll = poll ? new Poll(this, poll) : null;
    addEventListener("online", () => this.comeBack());
    addEventListener("pageshow", (event) => event.persisted && this.comeBack());
    document.addEventListener("visibilitychange", () => this.wake());
    setInterval(() => this.beat(), BEAT);
    this.connect();
  }

  /** A socket counts once something came through it: some proxies open what they never serve. */
  get connected() {
    return this.isProven && this.socket?.readyState === WebSocket.OPEN;
  }

  /** A new socket; `atOnce` also where there is one that is not to be trusted any more. */
  connect(atOnce = false) {
    clearTimeout(this.timer);
    if (this.isOver || (this.socket && !atOnce)) return;
    this.discard();
    const url = new URL(this.address, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("last", this.seq);
    url.searchParams.set("epoch", this.epoch);
    this.isAsking = false;
    const socket = (this.socket = new WebSocket(url));
    this.expect(TO_OPEN);
    socket.onopen = () => this.ping(TO_OPEN);
    socket.onmessage = (event) => {
      this.prove();
      this.hear(JSON.parse(event.data));
    };
    socket.onclose = ({ code }) => this.lost(code);
  }

  comeBack() {
    this.failures = 0;
    this.connect(true);
    if (!this.isOver) this.poll?.hurry();
  }

  discard() {
    clearTimeout(this.doubt);
    const old = this.socket;
    Object.assign(this, { socket: null, isProven: false });
    if (!old) return;
    old.onopen = old.onmessage = old.onclose = null;
    old.close();
    this.failAll();
  }

  /** Whatever is heard next ends the wait; silence ends the socket. */
  expect(patience) {
    clearTimeout(this.doubt);
    this.doubt = setTimeout(() => this.lost(), patience);
  }

  prove() {
    clearTimeout(this.doubt);
    this.heard = Date.now();
    if (this.isProven) return;
    Object.assign(this, { isProven: true, failures: 0 });
    this.poll?.stop();
    this.say("state", { connected: true });
  }

  lost(code = 0) {
    this.discard();
    this.failures += 1;
    if (code === OVER || code === ELSEWHERE) return this.end(code);
    if (!this.poll?.isHeard) this.say("state", { connected: false });
    if (this.failures >= FAILURES_BEFORE_POLLING) this.poll?.start();
    const most = Math.min(LONGEST_WAIT, 250 * 2 ** this.failures);
    const spread = code === COME_BACK || code === LATER ? Math.max(RESTART_SPREAD, most) : most;
    this.retry(this.poll?.isOn ? SOCKET_AGAIN * (0.8 + 0.4 * Math.random()) : spread * Math.random());
  }

  retry(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), wait);
  }

  /** This device is let in no more, or another window of it has taken the line. */
  end(code = OVER) {
    this.isOver = true;
    this.discard();
    this.poll?.stop();
    this.say("state", { connected: false, over: code === OVER, elsewhere: code === ELSEWHERE });
  }

  /** Takes the line back from the other window. */
  takeBack() {
    this.isOver = false;
    this.comeBack();
  }

  /** The first answer to a question: the network is there, so sockets are worth another try. */
  answered() {
    this.say("state", { connected: true });
    if (this.socket === null) this.retry(RESTART_SPREAD * Math.random());
  }

  fellSilent() {
    if (!this.connected) this.say("state", { connected: false });
  }

  wake() {
    if (document.visibilityState === "hidden") {
      this.hiddenSince = Date.now();
      return;
    }
    const away = Date.now() - (this.hiddenSince ?? Date.now());
    hasSlept();
    if (away > LONG_AWAY) this.comeBack();
    else if (this.connected) this.ping(TO_ANSWER_AWAKE);
  }

  beat() {
    const hasJumped = hasSlept();
    if (!this.connected) return;
    if (hasJumped || Date.now() - this.heard > SILENCE) this.ping(TO_ANSWER);
    else if (!knowsClock()) this.hello();
  }

  ping(patience) {
    this.expect(patience);
    this.hello();
  }

  hello() {
    if (this.socket?.readyState !== WebSocket.OPEN || this.isAsking) return;
    this.isAsking = true; // a second question would make the first answer look quick
    this.helloAt = performance.now();
    this.socket.send('{"do":"hello"}');
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
    if ("ack" in message) {
      const waiting = this.waiting.get(message.ack);
      if (!waiting) return;
      this.waiting.delete(message.ack);
      clearTimeout(waiting.timer);
      waiting.resolve(message);
    } else if ("to" in message) this.take(message);
    else if (message.now) this.hearPong(message);
  }

  /** Nothing was on its way when the server answered: what came up to `at` concerns this screen no more. */
  hearPong({ now, at, epoch }) {
    if (this.isAsking) learnClock(now, performance.now() - this.helloAt);
    this.isAsking = false;
    if (epoch === this.epoch && at > this.seq) this.seq = at;
  }

  take(frame) {
    hearClock(frame.now);
    const isOld = !frame.reset && frame.epoch === this.epoch && frame.to <= this.seq;
    if (isOld) return frame.mine && this.say("frame", { mine: true });
    this.seq = frame.to;
    this.epoch = frame.epoch;
    this.say("frame", frame);
  }

  say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
