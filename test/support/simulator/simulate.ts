import { readOffsets } from '#domain/send-time/week-grid';
import { shippedZoneRules } from '#domain/time-zone';
import { actByMachine } from './act-by-machine.ts';
import { answerSends } from './answer-sends.ts';
import { drawChecks } from './draw-checks.ts';
import { drawPerson } from './draw-person.ts';
import { drawSends, WEEKS } from './draw-sends.ts';
import { createRandom, type Random } from './random.ts';
import type { SimulatedRecipient } from './simulated-recipient.ts';

export interface Population {
  recipients: number;
  decisions: number;
  /** How much people differ in which weekdays they keep to; left out: much, which is hard. */
  weekdaySpread?: number | undefined;
}

const DAY_MS = 86_400_000;
/** Somebody's busiest weekday has fifteen times the looks of their quietest one, commonly. */
const IRREGULAR = 1;
const DECISION_DAYS = 14;
/** Clocks changed within the weeks before: in America and Europe, in spring and in autumn. */
const decisionsFrom = [
  Date.UTC(2026, 2, 9),
  Date.UTC(2026, 2, 30),
  Date.UTC(2025, 9, 27),
  Date.UTC(2025, 10, 3),
];

/**
 * Recipients whose true habits are known, with half a year of mail to them and what came back. The
 * same seed gives the same recipients, to the byte.
 */
export function simulate(
  seed: number,
  { recipients, decisions, weekdaySpread = IRREGULAR }: Population,
): SimulatedRecipient[] {
  const nowMs = decisionsFrom[seed % decisionsFrom.length] ?? 0;
  // Each of them draws from a source of their own: one more does not change the others.
  return Array.from({ length: recipients }, (_, index) =>
    simulateOne(createRandom(seed * 1_000_003 + index * 7_919), {
      nowMs,
      decisions,
      weekdaySpread,
    }),
  );
}

function simulateOne(
  random: Random,
  { nowMs, decisions, weekdaySpread }: { nowMs: number; decisions: number; weekdaySpread: number },
): SimulatedRecipient {
  const rules = shippedZoneRules();
  const fromMs = nowMs - (WEEKS + 1) * 7 * DAY_MS;
  const span = { fromMs, toMs: nowMs };
  const person = drawPerson(random, { ...span, weekdaySpread });
  const offsets = readOffsets(person.livesIn, span, rules);
  const sends = drawSends(random, { nowMs, offsets });
  const checks = drawChecks(person, random, { ...span, offsets });
  const { engagements, delays } = answerSends(person, random, { sends, checks });
  const all = [...engagements, ...actByMachine(person, random, sends)];
  const within = DECISION_DAYS * DAY_MS;
  return {
    person,
    zone: person.zoneIsKnown ? person.livesIn : null,
    history: {
      engagements: all
        .filter(({ atMs }) => atMs < nowMs)
        .sort((one, other) => one.atMs - other.atMs),
      sends,
    },
    nowMs,
    acceptedAt: Array.from({ length: decisions }, () =>
      Math.floor(nowMs + random.next() * within),
    ).sort((one, other) => one - other),
    trueDelays: delays,
  };
}
