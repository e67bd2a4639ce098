import type { DayMix } from './send-time-params.ts';
import { SLOTS, SLOTS_A_DAY } from './week-grid.ts';

const DAYS = 7;
const WORKDAYS = 5;
/** Of the Gaussian; what lies beyond is 6 in 100,000. */
const REACH_SIGMAS = 4;

/**
 * Smooths counts over the circle of the week: with a Gaussian over the time of day (a kernel
 * density estimate on the circle, so that 23:30 and 00:30 are neighbours), then over days: a slot
 * lends a share to the same time of its kind of day and of all days. The sum stays.
 */
export function smoothWeek(
  counts: Float64Array,
  { sigmaHours, dayMix }: { sigmaHours: number; dayMix: DayMix },
): Float64Array {
  return mixDays(blur(counts, toKernel(sigmaHours * 2)), dayMix);
}

/** What `smoothWeek` leaves in a slot of a count there. */
export function ownShare(
  slot: number,
  { sigmaHours, dayMix }: { sigmaHours: number; dayMix: DayMix },
): number {
  const ofClass = slot < WORKDAYS * SLOTS_A_DAY ? WORKDAYS : DAYS - WORKDAYS;
  const share = dayMix.weekday + dayMix.dayClass / ofClass + dayMix.all / DAYS;
  return share * (toKernel(sigmaHours * 2)[0] ?? 0);
}

/** The weights of a slot's neighbours at 0, 1, 2 ... slots, such that all of both sides sum to 1. */
function toKernel(sigmaSlots: number): Float64Array {
  const reach = Math.ceil(REACH_SIGMAS * sigmaSlots);
  const kernel = Float64Array.from({ length: reach + 1 }, (_, distance) =>
    Math.exp(-0.5 * (distance / sigmaSlots) ** 2),
  );
  const sum = kernel.reduce((total, weight, distance) => total + (distance ? 2 : 1) * weight, 0);
  return kernel.map((weight) => weight / sum);
}

function blur(counts: Float64Array, kernel: Float64Array): Float64Array {
  const blurred = new Float64Array(SLOTS);
  const reach = kernel.length - 1;
  for (let slot = 0; slot < SLOTS; slot++) {
    const count = counts[slot] ?? 0;
    if (count === 0) continue;
    for (let distance = -reach; distance <= reach; distance++) {
      const near = slot + distance;
      const other = near < 0 ? near + SLOTS : near < SLOTS ? near : near - SLOTS;
      blurred[other] = (blurred[other] ?? 0) + count * (kernel[Math.abs(distance)] ?? 0);
    }
  }
  return blurred;
}

function mixDays(week: Float64Array, { weekday, dayClass, all }: DayMix): Float64Array {
  const workdays = sumDays(week, 0, WORKDAYS);
  const weekend = sumDays(week, WORKDAYS, DAYS);
  return week.map((own, slot) => {
    const time = slot % SLOTS_A_DAY;
    const [atWork, atWeekend] = [workdays[time] ?? 0, weekend[time] ?? 0];
    const ofClass =
      slot < WORKDAYS * SLOTS_A_DAY ? atWork / WORKDAYS : atWeekend / (DAYS - WORKDAYS);
    return weekday * own + dayClass * ofClass + all * ((atWork + atWeekend) / DAYS);
  });
}

/** By the time of day, over days from one to before another. */
function sumDays(week: Float64Array, from: number, to: number): Float64Array {
  const sums = new Float64Array(SLOTS_A_DAY);
  for (let day = from; day < to; day++) {
    for (let time = 0; time < SLOTS_A_DAY; time++) {
      sums[time] = (sums[time] ?? 0) + (week[day * SLOTS_A_DAY + time] ?? 0);
    }
  }
  return sums;
}
