import { sendTimeWindows } from '../send-time-windows.ts';
import { readOffsets, SLOTS_A_DAY, toWeekPosition } from '../week-grid.ts';
import { HORIZON_HOURS } from '../weigh-send-times.ts';
import { hasEventWithin } from './find-event.ts';
import type { Clock } from './play-decision.ts';
import { seededRandom } from './seeded-random.ts';
import type { TestPerson } from './test-person.ts';

/** When messages are accepted: at any hour, or Monday to Friday, 9 to 17 local. */
export type AcceptanceHours = 'any' | 'office';

/** A message is accepted, and judged in these windows. */
export interface DrawnDecision {
  nowMs: number;
  windowsHours: number[];
}

export const MOST_DECISIONS = 30;
/** Who engages on one day of twenty still finds their 30 moments mostly. */
const TRIES = 600;
const HOUR_MS = 3_600_000;
const WORKDAYS = 5;
const windowsHours = Object.values(sendTimeWindows);

/**
 * Draws when messages for somebody are accepted: uniformly over the part of their log that is
 * judged, up to 30 for a window; those after whose window nothing is left to hit don't count. The
 * same seed draws the same moments.
 */
export function drawDecisions(
  { splitMs, endMs, place, eventsMs }: TestPerson,
  by: { seed: number; hours: AcceptanceHours; clock: Clock },
): DrawnDecision[] {
  const random = seededRandom(Math.floor(place * 2 ** 32) ^ by.seed);
  const offsets = readOffsets(by.clock.zone, { fromMs: splitMs, toMs: endMs }, by.clock.rules);
  const missing = new Map(windowsHours.map((window) => [window, MOST_DECISIONS]));
  const drawn: DrawnDecision[] = [];
  for (let tried = 0; tried < TRIES && missing.size > 0; tried++) {
    const nowMs = Math.floor(splitMs + random() * (endMs - splitMs));
    if (by.hours === 'office' && !isInOffice(toWeekPosition(nowMs, offsets))) continue;
    const kept = [...missing.keys()].filter((window) =>
      hasEventWithin(eventsMs, nowMs, nowMs + (window + HORIZON_HOURS) * HOUR_MS),
    );
    if (kept.length > 0) drawn.push({ nowMs, windowsHours: kept });
    for (const window of kept) takeOne(missing, window);
  }
  return drawn;
}

function takeOne(missing: Map<number, number>, window: number): void {
  const left = (missing.get(window) ?? 0) - 1;
  if (left > 0) missing.set(window, left);
  else missing.delete(window);
}

function isInOffice(position: number): boolean {
  const hour = (position % SLOTS_A_DAY) / 2;
  return position < WORKDAYS * SLOTS_A_DAY && hour >= 9 && hour < 17;
}
