// The focus survives a part of the page that is drawn anew.

export const TYPING = "textarea, select, input:not([type=checkbox], [type=radio], [type=hidden])";
const FOCUSABLE = "button, a[href], input:not([type=hidden]), select, textarea, summary, [tabindex]";

/** Where the focus is in this part: itself, what stands next to it, the heading, as far as they have ids. */
export function wayBack(part) {
  const focused = document.activeElement;
  if (!part.contains(focused)) return null;
  const way = [];
  for (let step = focused; step !== part; step = step.parentElement) {
    if (step.id) way.push(step.id);
    for (let next = step.nextElementSibling; next; next = next.nextElementSibling) if (next.id) way.push(next.id);
    for (let last = step.previousElementSibling; last; last = last.previousElementSibling) if (last.id) way.push(last.id);
  }
  return way;
}

/** A card takes the focus along into a folded theme; only with the next picture the browser drops it there. */
export function keepFocus(part, way) {
  if (!way || (part.contains(document.activeElement) && canHoldFocus(document.activeElement))) return;
  const found = way.map((id) => document.getElementById(id)).filter((element) => element && part.contains(element));
  for (const element of [...found, part, document.getElementById("main")]) {
    const target = element.matches(FOCUSABLE) ? element : element.querySelector(FOCUSABLE);
    if (!target || !canHoldFocus(target)) continue;
    target.focus({ preventScroll: true });
    if (document.activeElement === target) return;
  }
}

const canHoldFocus = (element) => element.matches(`:is(${FOCUSABLE}):not(:disabled)`) && element.checkVisibility();
