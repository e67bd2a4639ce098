import { answerSends } from './answer-sends.ts';
import { drawChecks } from './draw-checks.ts';
import type { Random } from './random.ts';
import type { Person } from './simulated-recipient.ts';
import type { openedWithin } from './true-utility.ts';

const TRIES = 20_000;
const HOUR_MS = 3_600_000;

/** The share of many sends at a moment that a person opens in time: what `openedWithin` computes. */
export function countOpens({
  person,
  at,
  random,
}: {
  person: Person;
  at: Parameters<typeof openedWithin>[1];
  random: Random;
}): number {
  const { atMs, hours, offsets } = at;
  const toMs = atMs + hours * HOUR_MS;
  let opened = 0;
  for (let each = 0; each < TRIES; each++) {
    const checks = drawChecks(person, random, { fromMs: atMs, toMs, offsets });
    opened += answerSends(person, random, { sends: [atMs], checks }).delays.length;
  }
  return opened / TRIES;
}
