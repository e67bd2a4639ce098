import type { Engagement } from '#domain/send-time/engagement-history';
import type { Random } from './random.ts';
import type { Person } from './simulated-recipient.ts';
import { openedAtLook } from './true-utility.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const CLICK_SHARE = 0.15;
const REPLY_SHARE = 0.03;
/** Nobody scrolls further down. */
const LAST_LOOK_HOURS = 240;

export interface Answers {
  engagements: Engagement[];
  /** From send to open, in hours. */
  delays: number[];
}

/** What a person does: at each look after a send they may open it, at the first one most likely. */
export function answerSends(
  person: Person,
  random: Random,
  { sends, checks }: { sends: readonly number[]; checks: readonly number[] },
): Answers {
  const answers: Answers = { engagements: [], delays: [] };
  for (const sentAtMs of sends) {
    const openedAtMs = findOpen(person, random, { sentAtMs, checks });
    if (openedAtMs === null) continue;
    answers.delays.push((openedAtMs - sentAtMs) / HOUR_MS);
    const add = (kind: Engagement['kind'], afterMs: number) => {
      const atMs = Math.floor(openedAtMs + afterMs);
      answers.engagements.push({ kind, atMs, machine: false, sentAtMs });
    };
    // Such a mailbox fetches the pictures when it gets the mail: it asks for them once.
    if (!person.opensByMachine) add('open', 0);
    if (random.happens(CLICK_SHARE)) add('click', random.exponential(90 * SECOND_MS));
    if (random.happens(REPLY_SHARE)) add('reply', random.exponential(0.5 * HOUR_MS));
  }
  return answers;
}

function findOpen(
  { interest }: Person,
  random: Random,
  { sentAtMs, checks }: { sentAtMs: number; checks: readonly number[] },
): number | null {
  let isFirst = true;
  for (let index = findAfter(checks, sentAtMs); index < checks.length; index++) {
    const atMs = checks[index] ?? 0;
    const ageHours = (atMs - sentAtMs) / HOUR_MS;
    if (ageHours > LAST_LOOK_HOURS) return null;
    if (random.happens(openedAtLook(interest, { ageHours, isFirst }))) return atMs;
    isFirst = false;
  }
  return null;
}

function findAfter(sorted: readonly number[], atMs: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) > atMs) high = middle;
    else low = middle + 1;
  }
  return low;
}
