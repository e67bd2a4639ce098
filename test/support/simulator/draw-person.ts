import { archetypes } from './archetypes.ts';
import { drawHabit, shiftHabit } from './check-habit.ts';
import type { Random } from './random.ts';
import type { Person } from './simulated-recipient.ts';

const WEEK_HOURS = 168;
const CHECKS_MEDIAN = 19.5;
const CHECKS_SPREAD = 0.95;
const DRIFT_HOURS = 5;

const zones = [
  { zone: 'Europe/Berlin', share: 0.3 },
  { zone: 'Europe/London', share: 0.15 },
  { zone: 'Europe/Lisbon', share: 0.05 },
  { zone: 'America/New_York', share: 0.2 },
  { zone: 'America/Chicago', share: 0.06 },
  { zone: 'America/Los_Angeles', share: 0.08 },
  { zone: 'America/Sao_Paulo', share: 0.04 },
  { zone: 'Asia/Kolkata', share: 0.05 },
  { zone: 'Asia/Tokyo', share: 0.04 },
  { zone: 'Australia/Sydney', share: 0.03 },
];

/** Draws a recipient: what they do, where, and what their mailbox does for them. */
export function drawPerson(
  random: Random,
  span: { fromMs: number; toMs: number; weekdaySpread: number },
): Person {
  const archetype = random.pick(archetypes);
  const habit = drawHabit(archetype, random, span.weekdaySpread);
  const checksPerWeek =
    CHECKS_MEDIAN * archetype.checks * Math.exp(CHECKS_SPREAD * random.normal());
  const toRate = (share: number) => (share * checksPerWeek * habit.length) / WEEK_HOURS;
  const drifts = random.happens(0.15);
  const driftedBy = random.happens(0.5) ? DRIFT_HOURS : -DRIFT_HOURS;
  const within = 0.2 + 0.6 * random.next();
  return {
    archetype: archetype.name,
    livesIn: random.pick(zones).zone,
    checksPerWeek,
    interest: drawInterest(random),
    before: habit.map(toRate),
    after: drifts ? shiftHabit(habit, driftedBy).map(toRate) : habit.map(toRate),
    driftsAtMs: drifts
      ? span.fromMs + within * (span.toMs - span.fromMs)
      : Number.NEGATIVE_INFINITY,
    opensByMachine: random.happens(0.45),
    scansLinks: random.happens(0.1),
    zoneIsKnown: !random.happens(0.15),
  };
}

/** Beta(2, 12), mean .14: the second smallest of thirteen even draws. */
function drawInterest(random: Random): number {
  const draws = Array.from({ length: 13 }, () => random.next());
  return draws.sort((one, other) => one - other)[1] ?? 0;
}
