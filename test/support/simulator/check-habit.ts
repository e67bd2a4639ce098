import { SLOTS, SLOTS_A_DAY } from '#domain/send-time/week-grid';
import type { Archetype } from './archetypes.ts';
import type { Random } from './random.ts';

/** Looks into the mailbox that fit no habit, spread over the hours from 7 to 23. */
const STRAY_SHARE = 0.2;
const WAKES_AT = 7;
const SLEEPS_AT = 23;
const PHASE_HOURS = 1.3;
/** Of the logarithms of how much somebody keeps to a time of day. */
const BUMP_SPREAD = 0.5;

/**
 * How a person's looks into the mailbox spread over their local week: 336 shares, sum 1.
 *
 * @param weekdaySpread of the logarithms of how much they keep to each weekday
 */
export function drawHabit(
  archetype: Archetype,
  random: Random,
  weekdaySpread: number,
): Float64Array {
  const phase = PHASE_HOURS * random.normal();
  const bumps = archetype.bumps.map((bump) => ({
    ...bump,
    hour: bump.hour + phase,
    weight: Math.exp(BUMP_SPREAD * random.normal()),
  }));
  const days = Array.from({ length: 7 }, () => Math.exp(weekdaySpread * random.normal()));
  const kept = toShares((day, hour) =>
    bumps.reduce((sum, bump) => {
      const away = (hour - bump.hour) / bump.widthHours;
      const height = (bump.weight * (bump.days[day] ?? 0)) / bump.widthHours;
      return sum + height * (days[day] ?? 1) * wrappedBell(away, 24 / bump.widthHours);
    }, 0),
  );
  const stray = toShares((_, hour) => (hour > WAKES_AT && hour < SLEEPS_AT ? 1 : 0));
  return kept.map((share, slot) => (1 - STRAY_SHARE) * share + STRAY_SHARE * (stray[slot] ?? 0));
}

/** The same habit some hours later, over the end of the week too. */
export function shiftHabit(habit: Float64Array, hours: number): Float64Array {
  return habit.map((_, slot) => habit[(slot - 2 * hours + SLOTS) % SLOTS] ?? 0);
}

function toShares(heightAt: (day: number, hour: number) => number): Float64Array {
  const heights = Float64Array.from({ length: SLOTS }, (_, slot) =>
    heightAt(Math.floor(slot / SLOTS_A_DAY), ((slot % SLOTS_A_DAY) + 0.5) / 2),
  );
  const sum = heights.reduce((all, height) => all + height, 0);
  return heights.map((height) => height / sum);
}

/** Yesterday's and tomorrow's bell reach into today. */
function wrappedBell(away: number, day: number): number {
  return [-day, 0, day].reduce((sum, turn) => sum + Math.exp(-0.5 * (away + turn) ** 2), 0);
}
