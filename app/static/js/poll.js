// For networks that block sockets: the next frame is asked for, and the server answers when there is one.

const WAIT = 25;
const PATIENCE = (WAIT + 10) * 1000;
const TOO_SOON = 1_000;
const LONGEST_WAIT = 8_000;
const OUTSIDE = ["not_joined", "not_let_in"];

/** Asks until it is stopped; `live` hears the frames. */
export class Poll {
  constructor(live, address) {
    Object.assign(this, { live, address, isOn: false, isHeard: false, errors: 0 });
  }

  start() {
    if (this.isOn) return;
    Object.assign(this, { isOn: true, errors: 0 });
    this.round();
  }

  stop() {
    Object.assign(this, { isOn: false, isHeard: false });
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  /** The network is back, or somebody looks again: an answer that is on its way may be an old one. */
  hurry() {
    if (!this.isOn) return;
    this.stop();
    this.start();
  }

  async round() {
    const begun = performance.now();
    const asking = (this.asking = new AbortController());
    const timer = setTimeout(() => asking.abort(), PATIENCE);
    const rest = await this.ask(asking).catch(() => (asking === this.asking && this.isOn ? this.fail() : 0));
    clearTimeout(timer);
    if (asking !== this.asking || !this.isOn) return;
    const isSpinning = rest === 0 && this.isIdle && performance.now() - begun < TOO_SOON;
    this.timer = setTimeout(() => this.round(), isSpinning ? TOO_SOON : rest);
  }

  /** The first question wants an answer at once, to know the network; resolves with the milliseconds to rest before the next. */
  async ask(asking) {
    const url = new URL(this.address, location.href);
    const { seq, epoch } = this.live;
    const wait = this.isHeard ? WAIT : 0;
    for (const [name, value] of Object.entries({ last: seq, epoch, wait })) url.searchParams.set(name, value);
    const headers = { accept: "application/json", "content-type": "application/json" };
    const answer = await fetch(url, { headers, cache: "no-store", signal: asking.signal });
    const told = await answer.json();
    if (OUTSIDE.includes(told.code)) return this.live.end();
    if (!answer.ok || !("to" in told)) return this.fail(Number(answer.headers.get("retry-after")));
    if (asking !== this.asking) return 0;
    this.isIdle = told.to === seq && told.epoch === epoch;
    const isNew = !this.isHeard;
    Object.assign(this, { isHeard: true, errors: 0 });
    if (isNew) this.live.answered();
    this.live.hear(told);
    return 0;
  }

  fail(seconds = 0) {
    this.errors += 1;
    if (this.isHeard) this.live.fellSilent();
    this.isHeard = false;
    const most = Math.min(LONGEST_WAIT, 250 * 2 ** this.errors);
    return (seconds || 0) * 1000 + Math.random() * most;
  }
}
