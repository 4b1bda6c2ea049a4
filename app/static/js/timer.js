// Every element with data-ends (a time of the server) or data-left (seconds, paused) shows what is left.
import { serverNow } from "./clock.js";

export function showTimers(root = document) {
  for (const element of root.querySelectorAll("[data-ends], [data-left]")) {
    const left = element.dataset.ends
      ? Math.round((Date.parse(element.dataset.ends) - serverNow()) / 1000)
      : Number(element.dataset.left);
    const text = `${left < 0 ? "+" : ""}${Math.floor(Math.abs(left) / 60)}:${String(Math.abs(left) % 60).padStart(2, "0")}`;
    if (element.textContent !== text) element.textContent = text;
    element.classList.toggle("timer-short", left >= 0 && left <= Number(element.dataset.short ?? 120));
    element.classList.toggle("timer-over", left < 0);
    showNote(root.querySelector("[data-timer-note]"), left);
  }
}

/** The same in words, for who does not count along; only as long as they are true. */
function showNote(note, left) {
  if (!note) return;
  const { two, half, over } = note.dataset;
  const text = left < 0 ? over : left <= 30 ? half : left > 90 && left <= 120 ? two : "";
  if (note.textContent !== text) note.textContent = text;
}

setInterval(() => showTimers(), 250);
