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
  for (let slot = 0; slot < SLOTS; slot++) {
    const count = counts[slot] ?? 0;
    if (count === 0) continue;
    for (let distance = 1 - kernel.length; distance < kernel.length; distance++) {
      const other = (slot + distance + SLOTS) % SLOTS;
      blurred[other] = (blurred[other] ?? 0) + count * (kernel[Math.abs(distance)] ?? 0);
    }
  }
  return blurred;
}

function mixDays(week: Float64Array, { weekday, dayClass, all }: DayMix): Float64Array {
  const mixed = new Float64Array(SLOTS);
  for (let time = 0; time < SLOTS_A_DAY; time++) {
    const at = (day: number) => week[day * SLOTS_A_DAY + time] ?? 0;
    let workdays = 0;
    for (let day = 0; day < WORKDAYS; day++) workdays += at(day);
    const weekend = at(5) + at(6);
    for (let day = 0; day < DAYS; day++) {
      const ofClass = day < WORKDAYS ? workdays / WORKDAYS : weekend / (DAYS - WORKDAYS);
      mixed[day * SLOTS_A_DAY + time] =
        weekday * at(day) + dayClass * ofClass + all * ((workdays + weekend) / DAYS);
    }
  }
  return mixed;
}
