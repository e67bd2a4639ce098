import { SLOT_MS, toWeekPosition, type WallOffsets } from '#domain/send-time/week-grid';
import type { Random } from './random.ts';

export const WEEKS = 26;
const SENDS_A_WEEK = 2;
const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;

/** When a sender wrote, by the recipient's clock: mostly at the hour that handbooks name. */
export function drawSends(
  random: Random,
  { nowMs, offsets }: { nowMs: number; offsets: WallOffsets },
): number[] {
  const monday = nowMs - toWeekPosition(nowMs, offsets) * SLOT_MS;
  const sends: number[] = [];
  for (let week = -WEEKS; week < 0; week++) {
    for (let each = 0; each < SENDS_A_WEEK; each++) {
      const wanted = monday + week * WEEK_MS + drawHour(random) * HOUR_MS;
      // By the clock of that week: what goes at ten does so in summer, too.
      const atMs = wanted + offsets.offsetMsAt(monday) - offsets.offsetMsAt(wanted);
      if (atMs < nowMs) sends.push(Math.floor(atMs));
    }
  }
  return sends.sort((one, other) => one - other);
}

/** Hours since Monday 00:00. */
function drawHour(random: Random): number {
  const drawn = random.next();
  const [tuesday, thursday] = [24, 72];
  if (drawn < 0.6) return (random.happens(0.5) ? tuesday : thursday) + 10;
  if (drawn < 0.95) return Math.floor(random.next() * 5) * 24 + 9 + random.next() * 8;
  return random.next() * 168;
}
