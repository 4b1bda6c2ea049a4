// What time it is for everybody: the server's, counted on by a clock that nobody can set.

const SAMPLES = 5;
const SLOWEST_TRIP = 2_000;
const JUMP = 1_000;

let samples = [];
let offset = Date.now() - performance.now();
let apart = offset;

/** The server's time in milliseconds, as far as this device knows it. */
export const serverNow = () => performance.now() + offset;

export const knowsClock = () => samples.length >= SAMPLES;

/** The server's time came as an answer; `trip` is how long question and answer took together. */
export function learnClock(now, trip) {
  if (!(trip <= SLOWEST_TRIP)) return;
  samples = [...samples, Date.parse(now) + trip / 2 - performance.now()].slice(-SAMPLES);
  offset = [...samples].sort((one, other) => one - other)[Math.floor(samples.length / 2)];
}

/** Told by the way: better than a device's own clock, worse than an answer. */
export function hearClock(now) {
  if (!samples.length) offset = Date.parse(now) - performance.now();
}

/** Whether the device has slept, or somebody set its clock, since this was last asked; what it knew is then of no use. */
export function hasSlept() {
  const now = Date.now() - performance.now();
  const moved = Math.abs(now - apart) > JUMP;
  apart = now;
  if (moved) samples = [];
  return moved;
}
