import { delayProfile } from './delay-profile.ts';
import { exposeSunk } from './expose-sunk.ts';
import type { PlacedAnswers } from './place-answers.ts';
import { SLOTS } from './week-grid.ts';

/** Waits run over the end of the week. */
const TWO_WEEKS = 2 * SLOTS;

/**
 * e(k): half-hours in which the recipient was free to answer and would have, had they looked. From
 * a send to its answer nobody looked, if the answer came at the first look: an open late in the day
 * says when somebody looks, and when not. A slot that never had a send has no exposure: it is
 * unknown, not bad. What follows an answer, or a send without one, exposes nothing: whether
 * somebody looked and passed over cannot be told.
 *
 * @param hazard looks per half-hour by what is known so far; `null`: answers come at first looks
 */
export function exposeSlots(placed: PlacedAnswers, hazard: Float64Array | null): Float64Array {
  const looks = hazard && toSums(hazard);
  // How much of waiting has begun by the end of each slot, less what has ended: O(1) for a wait.
  const changes = new Float64Array(TWO_WEEKS + 2);
  for (const { position, slots, weight } of placed.waits) {
    const end = position + slots;
    const seen = looks ? sumUntil(looks, end) - sumUntil(looks, position) : 0;
    const first = weight * delayProfile.firstLook(Math.exp(-seen));
    change(changes, position, first);
    change(changes, end, -first);
  }
  const exposure = new Float64Array(SLOTS);
  let waiting = 0;
  for (let slot = 0; slot < TWO_WEEKS; slot++) {
    waiting += changes[slot] ?? 0;
    const week = slot < SLOTS ? slot : slot - SLOTS;
    exposure[week] = (exposure[week] ?? 0) + waiting;
  }
  if (hazard) exposeSunk(exposure, placed.starts, hazard);
  return exposure;
}

/** What begins within a slot counts for what is left of that, and in full from the next one on. */
function change(changes: Float64Array, position: number, weight: number): void {
  const slot = Math.floor(position);
  const left = weight * (slot + 1 - position);
  changes[slot] = (changes[slot] ?? 0) + left;
  changes[slot + 1] = (changes[slot + 1] ?? 0) + weight - left;
}

function toSums(hazard: Float64Array): Float64Array {
  const sums = new Float64Array(TWO_WEEKS + 1);
  for (let slot = 0; slot < TWO_WEEKS; slot++) {
    sums[slot + 1] = (sums[slot] ?? 0) + (hazard[slot < SLOTS ? slot : slot - SLOTS] ?? 0);
  }
  return sums;
}

function sumUntil(sums: Float64Array, position: number): number {
  const slot = Math.floor(position);
  const before = sums[slot] ?? 0;
  return before + (position - slot) * ((sums[slot + 1] ?? before) - before);
}
