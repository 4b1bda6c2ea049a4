// For the reload without a network: the worker keeps this page, and here is kept what the stream brought after it.
import { workerAddress } from "../live.js";

const STATE = "zukunft-state";
const SPREAD = 3_000;
const CALM = 500;
const PATIENCE = 1_000;

export class Shelf {
  /** `read()` tells what is on the screen: {seq, epoch, at, parts, mine}. */
  constructor(read) {
    Object.assign(this, { read, path: location.pathname, isKept: "worker" in document.body.dataset && "serviceWorker" in navigator });
  }

  /** Over plain http there are no workers, and everything works but the reload without a network. */
  async begin() {
    if (!this.isKept) return;
    const workers = navigator.serviceWorker;
    workers.addEventListener("controllerchange", () => this.handOver());
    await workers.register(workerAddress(), { scope: "/c/" }).then(() => workers.ready).catch(() => {});
    this.handOver();
  }

  /** A hall that has just come in does not ask for its page once more in the same second. */
  handOver() {
    clearTimeout(this.handing);
    this.handing = setTimeout(() => {
      const needed = document.querySelectorAll("link[rel=stylesheet], link[rel=modulepreload], link[rel=icon], script[src]");
      const files = [...needed].map((element) => new URL(element.href ?? element.src).pathname);
      navigator.serviceWorker.controller?.postMessage({ keep: this.path, files });
    }, SPREAD * Math.random());
  }

  keep() {
    clearTimeout(this.keeping);
    if (!this.isKept) return;
    this.keeping = setTimeout(async () => {
      const state = await caches.open(STATE).catch(() => null);
      await state?.put(`${this.path}/state`, new Response(JSON.stringify(this.read()))).catch(() => {});
    }, CALM);
  }

  /** What was on the screen last: the own part goes by the time, as what this device said itself moves no position. */
  async recall(page) {
    if (!this.isKept) return null;
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
    const found = caches.match(`${this.path}/state`).then((answer) => answer?.json());
    const kept = await Promise.race([found, late]).catch(() => null);
    if (kept?.epoch !== page.epoch) return null;
    return { parts: kept.seq > page.seq ? kept.parts : {}, mine: kept.at > page.at ? kept.mine : null };
  }

  async forget() {
    clearTimeout(this.keeping);
    if (!this.isKept) return;
    this.isKept = false;
    for (const name of await caches.keys()) {
      const shelf = await caches.open(name);
      await Promise.all([shelf.delete(this.path), shelf.delete(`${this.path}/state`)]);
    }
  }
}
