// What the person hears of the line: a quiet word in the bar, and which of several windows is the one in use.

const DOUBT = 1_500;

export class Line {
  constructor(phone, live) {
    Object.assign(this, { phone, live, isConnected: null, elsewhere: document.getElementById("elsewhere") });
    live.addEventListener("state", ({ detail }) => this.take(detail));
    addEventListener("offline", () => this.show(false, 0));
    document.getElementById("go-on-here").addEventListener("click", () => this.goOnHere());
  }

  /** The page is drawn; without any network there is nothing to wait for. */
  begin() {
    if (!navigator.onLine) this.show(false, 0);
  }

  take({ connected, elsewhere }) {
    if (elsewhere) this.showElsewhere();
    else this.show(connected, connected ? 0 : DOUBT);
  }

  /** A short gap is no news; whoever opens the page without a network hears that it works all the same. */
  show(connected, patience) {
    clearTimeout(this.doubt);
    if (this.phone.isOutside) return;
    this.doubt = setTimeout(() => {
      if (this.isConnected === connected) return;
      const { texts, tell, outbox } = this.phone;
      const said = document.getElementById("said").textContent;
      if (connected && said === texts.alone) tell("");
      if (!connected && this.isConnected === null && !said && !outbox.waiting.length) tell(texts.alone);
      this.isConnected = connected;
      this.word(connected ? texts.connected : texts.offline, !connected);
    }, patience);
  }

  word(text, isOffline) {
    const line = document.getElementById("connection");
    line.textContent = text;
    line.classList.toggle("is-offline", isOffline);
  }

  showOutside() {
    clearTimeout(this.doubt);
    this.word(this.phone.texts.outside, true);
    document.getElementById("outside").hidden = false;
  }

  showElsewhere() {
    clearTimeout(this.doubt);
    this.isConnected = null;
    this.word("", false);
    this.elsewhere.hidden = false;
  }

  goOnHere() {
    this.elsewhere.hidden = true;
    document.getElementById("task-title").focus({ preventScroll: true });
    this.live.takeBack();
  }
}
