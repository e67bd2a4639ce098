import type { Engagement, EngagementHistory } from '#domain/send-time/engagement-history';
import { createRandom } from './random.ts';

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;
const MEAN_DELAY_DAYS = 0.25;

/** A year of sends to somebody who opened as many of them as wanted, seven times as many in all. */
export function longHistory(
  seed: number,
  { events, nowMs }: { events: number; nowMs: number },
): EngagementHistory {
  const random = createRandom(seed);
  const sends: number[] = [];
  const engagements: Engagement[] = [];
  for (let each = 0; each < events * 7; each++) {
    const sentAtMs = Math.floor(nowMs - (1 + YEAR_DAYS * (1 - each / (events * 7))) * DAY_MS);
    sends.push(sentAtMs);
    if (each % 7 !== 0) continue;
    const delayDays = Math.min(0.9, 0.01 + random.exponential(MEAN_DELAY_DAYS));
    const atMs = Math.floor(sentAtMs + delayDays * DAY_MS);
    engagements.push({ atMs, kind: 'open', machine: false, sentAtMs });
  }
  return { engagements, sends };
}
