import { toWeekPosition, type WallOffsets } from '#domain/send-time/week-grid';
import type { Person } from './simulated-recipient.ts';

const HOUR_MS = 3_600_000;
const SLOT_HOURS = 0.5;
/** A message that waits sinks: what would be opened at once is opened with exp(-age / this). */
const BURIAL_HOURS = 36;
/** What was passed over once is opened at a later look with this share of the chance. */
const LATER_LOOK = 0.04;

/** How probable it is that a look at a message of some age opens it. */
export function openedAtLook(
  interest: number,
  { ageHours, isFirst }: { ageHours: number; isFirst: boolean },
): number {
  return interest * Math.exp(-ageHours / BURIAL_HOURS) * (isFirst ? 1 : LATER_LOOK);
}

/**
 * How probable it is that a person opens a message within some hours of its send: looks come by a
 * Poisson process with a rate r that is constant within a half-hour. In a piece of length d, those
 * who have not looked yet become exp(-r d) of themselves; those who looked and passed over open at
 * the rate h = r times the chance of a later look: both in closed form, with the age of the
 * piece's middle (an error below .01 %).
 */
export function openedWithin(
  person: Person,
  { atMs, hours, offsets }: { atMs: number; hours: number; offsets: WallOffsets },
): number {
  const rates = atMs < person.driftsAtMs ? person.before : person.after;
  let unseen = 1;
  let passedOver = 0;
  let age = 0;
  while (age < hours) {
    const position = toWeekPosition(atMs + age * HOUR_MS, offsets);
    const left = (Math.floor(position) + 1 - position) * SLOT_HOURS;
    const piece = Math.min(left, hours - age);
    const rate = rates[Math.floor(position)] ?? 0;
    const ageHours = age + piece / 2;
    const first = openedAtLook(person.interest, { ageHours, isFirst: true });
    const later = rate * openedAtLook(person.interest, { ageHours, isFirst: false });
    const [stay, stayPassed] = [Math.exp(-rate * piece), Math.exp(-later * piece)];
    if (rate > 0) {
      const newly = (rate * (1 - first) * (stayPassed - stay)) / (rate - later);
      passedOver = passedOver * stayPassed + unseen * newly;
    }
    unseen *= stay;
    age += piece;
  }
  return 1 - unseen - passedOver;
}
