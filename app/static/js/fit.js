// Texts that may be long stand in boxes of a fixed size: they get smaller step by step; only then a word is torn
// that is longer than its line, and only then they get shorter.

const SMALLEST = 8;
const STEADY = [3, 6, SMALLEST]; // cards that come one by one: few sizes look calmer than many
const MOST = 0.7; // a list has one size that this share of its texts can have; only longer ones are smaller

const full = new WeakMap();
const fitted = new WeakMap();

/** Fits every [data-fit] in `root`; reads and writes in turns, so that the page is laid out once per step. */
export function fit(root) {
  const boxes = [...root.querySelectorAll("[data-fit]")].filter((box) => fitted.get(box) !== room(box));
  for (const box of boxes) restore(box);
  let large = boxes;
  for (let size = 1; size <= SMALLEST; size += 1) {
    large = large.filter(overflows);
    for (const box of large) box.dataset.size = allowed(box, size);
  }
  even(boxes.filter((box) => box.dataset.fit === "even"));
  large = large.filter(overflows);
  for (const box of large) if (box.scrollWidth > box.clientWidth + 1) box.dataset.torn = "";
  for (const box of large.filter(overflows)) shorten(box);
  for (const box of boxes) fitted.set(box, room(box));
}

const room = (box) => `${box.clientWidth} ${box.clientHeight}`;

const allowed = (box, size) => (box.dataset.fit === "steady" ? STEADY.find((step) => step >= size) : size);

function restore(box) {
  if (full.has(box)) box.textContent = full.get(box);
  full.delete(box);
  delete box.dataset.size;
  delete box.dataset.torn;
}

function overflows(box) {
  return box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
}

function even(boxes) {
  const sizes = boxes.map((box) => Number(box.dataset.size ?? 0)).sort((one, other) => one - other);
  const common = sizes[Math.floor(MOST * (sizes.length - 1))];
  for (const box of boxes) if (Number(box.dataset.size ?? 0) < common) box.dataset.size = common;
}

function shorten(box) {
  const text = box.textContent;
  full.set(box, text);
  let [fits, tooLong] = [0, text.length];
  while (tooLong - fits > 1) {
    const length = Math.ceil((fits + tooLong) / 2);
    box.textContent = cut(text, length);
    if (overflows(box)) tooLong = length;
    else fits = length;
  }
  box.textContent = cut(text, fits);
}

function cut(text, length) {
  const part = text.slice(0, length);
  const word = part.lastIndexOf(" ");
  return `${part.slice(0, word > length - 14 ? word : length).replace(/[\s,;:.–-]+$/u, "")}…`;
}
