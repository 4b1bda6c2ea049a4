// The device of a corner: keeps what is typed, saves only when the server can be reached; readers see the newest sheet.
import { Live, swap } from "./live.js";
import { showTimers } from "./timer.js";
import { Drafts } from "./phone/drafts.js";
import { offerLetters } from "./phone/letters.js";

const { code, seq, epoch, writes, saved, phase, over, offline } = document.body.dataset;
const { lang } = document.documentElement;
const form = document.querySelector("form[data-draft]");
const drafts = new Drafts(code);
const live = new Live({ address: `/c/${code}/live?lang=${lang}`, poll: `/c/${code}/frames?lang=${lang}`, seq: Number(seq), epoch });

offerLetters();
if (form && saved) drafts.forget(form.dataset.draft);
if (form) {
  drafts.restore(form);
  form.addEventListener("input", () => drafts.keep(form));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const isThere = await fetch("/healthz", { cache: "no-store" }).then(({ ok }) => ok, () => false);
    if (isThere) form.submit();
    else say(offline);
  });
}

const say = (text) => (document.getElementById("corner-said").textContent = text);

// Of several windows of a device the newest get the news; here that is the one somebody looks at.
live.addEventListener("state", ({ detail }) => {
  if (!detail.elsewhere) return;
  const look = () => document.visibilityState === "visible" && live.takeBack();
  document.addEventListener("visibilitychange", look, { once: true });
});

live.addEventListener("frame", ({ detail: { parts = {} } }) => {
  if (parts.bar) swap(document.getElementById("part-bar"), parts.bar);
  showTimers();
  if (parts.task && !writes) location.reload();
  if (parts.task && writes && !parts.task.includes(`data-phase="${phase}"`)) say(over);
});
