import { smoothWeek } from './smooth-week.ts';
import { toChances } from './to-chances.ts';
import { SLOTS, SLOTS_A_DAY } from './week-grid.ts';
import type { Pattern } from './workspace-curve.ts';

/** A recipient's sessions, of the slots that have any: a few of 336. */
interface Member {
  slots: readonly number[];
  counts: readonly number[];
}

/** Six of four hours each to begin with: morning people, evening people, night shifts ... */
const PATTERNS = 6;
const ROUNDS = 12;
/** Fewer recipients have one pattern: their workspace's. */
const LEAST_RECIPIENTS = 30;
/** Sessions that every pattern has of the workspace's whole curve, so that none is ever zero. */
const BASE_SESSIONS = 5;
const LEAST_SHARE = 1e-6;
/** Recipients of a step, which takes less than a millisecond. */
const STEP = 20;
/** Habits are of times more than of weekdays. */
const smoothing = { sigmaHours: 1, dayMix: { weekday: 0.2, dayClass: 0.4, all: 0.4 } };

/**
 * Sorts recipients into a few patterns, whose curves are what a newcomer is expected to be like: a
 * mixture of multinomials by expectation maximization (Dempster, Laird & Rubin, JRSS B 39, 1977).
 * It begins with parts of the day, not at random: the same recipients give the same patterns. In
 * steps, between which others have their turn.
 *
 * @param recipients sessions per slot of each, none above what one may count for
 * @param share the workspace's curve, sum 1
 */
export function* learnPatterns(
  recipients: readonly Float64Array[],
  share: readonly number[],
): Generator<void, Pattern[]> {
  if (recipients.length < LEAST_RECIPIENTS) return [];
  const members = yield* mapInSteps(recipients, toMember);
  let patterns = yield* toPatterns(members, members.map(toFirstChances), share);
  for (let round = 1; round < ROUNDS; round++) {
    const logs = patterns.map((pattern) => pattern.curve.map(Math.log));
    const chances = yield* mapInSteps(members, (member) =>
      toChances(
        patterns.map((pattern, index) => Math.log(pattern.share) + dot(member, logs[index])),
      ),
    );
    patterns = yield* toPatterns(members, chances, share);
  }
  return patterns.map((pattern) => ({
    share: round(pattern.share),
    curve: pattern.curve.map(round),
  }));
}

function* mapInSteps<T, U>(items: readonly T[], map: (item: T) => U): Generator<void, U[]> {
  const mapped: U[] = [];
  for (const [index, item] of items.entries()) {
    mapped.push(map(item));
    if (index % STEP === STEP - 1) yield;
  }
  return mapped;
}

function toMember(counts: Float64Array): Member {
  const slots = Array.from(counts.keys()).filter((slot) => (counts[slot] ?? 0) > 0);
  return { slots, counts: slots.map((slot) => counts[slot] ?? 0) };
}

/** By the part of the day that sessions fall into. */
function toFirstChances({ slots, counts }: Member): number[] {
  const chances = new Array<number>(PATTERNS).fill(0.1);
  slots.forEach((slot, index) => {
    const part = Math.floor(((slot % SLOTS_A_DAY) * PATTERNS) / SLOTS_A_DAY);
    chances[part] = (chances[part] ?? 0) + (counts[index] ?? 0);
  });
  const sum = chances.reduce((total, chance) => total + chance, 0);
  return chances.map((chance) => chance / sum);
}

function* toPatterns(
  members: readonly Member[],
  chances: readonly number[][],
  share: readonly number[],
): Generator<void, Pattern[]> {
  const patterns: Pattern[] = [];
  for (let pattern = 0; pattern < PATTERNS; pattern++) {
    const total = new Float64Array(SLOTS);
    let size = 1;
    for (const [member, { slots, counts }] of members.entries()) {
      if (member % STEP === 0) yield;
      const chance = chances[member]?.[pattern] ?? 0;
      size += chance;
      slots.forEach((slot, index) => {
        total[slot] = (total[slot] ?? 0) + chance * (counts[index] ?? 0);
      });
    }
    patterns.push({ share: size / (members.length + PATTERNS), curve: toCurve(total, share) });
  }
  return patterns;
}

function toCurve(total: Float64Array, share: readonly number[]): number[] {
  const smoothed = smoothWeek(total, smoothing);
  const sum = smoothed.reduce((all, count) => all + count, 0) + BASE_SESSIONS;
  return Array.from(smoothed, (count, slot) => {
    return (count + BASE_SESSIONS * Math.max(share[slot] ?? 0, LEAST_SHARE)) / sum;
  });
}

function dot({ slots, counts }: Member, logs: readonly number[] | undefined): number {
  let sum = 0;
  for (let index = 0; index < slots.length; index++) {
    sum += (counts[index] ?? 0) * (logs?.[slots[index] ?? 0] ?? 0);
  }
  return sum;
}

/** Kept as text: more digits say nothing. */
function round(value: number): number {
  return Number(value.toPrecision(5));
}
