import type { Engagement, EngagementHistory } from '#domain/send-time/engagement-history';
import { defaultParams } from '#domain/send-time/send-time-params';
import type { SendTimeQuestion } from '#domain/send-time/send-time-question';
import { shippedZoneRules } from '#domain/time-zone';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const rules = shippedZoneRules();

/** A question about somebody in UTC, of whom nothing is known. */
export function buildQuestion(overrides: Partial<SendTimeQuestion> = {}): SendTimeQuestion {
  return {
    // A Wednesday.
    nowMs: Date.parse('2027-01-13T12:00Z'),
    windowHours: 24,
    zone: 'UTC',
    rules,
    history: { engagements: [], sends: [] },
    curve: null,
    model: { version: 'test', hash: 'test', params: defaultParams },
    jitterKey: null,
    ...overrides,
  };
}

export function buildEngagement(overrides: Partial<Engagement> = {}): Engagement {
  return { atMs: 0, kind: 'open', machine: false, sentAtMs: null, ...overrides };
}

/** Somebody who opens once a day at that time, on the clocks of UTC plus `offsetMs`, until `untilMs`. */
export function buildHabit(by: {
  untilMs: number;
  hour: number;
  days?: number;
  offsetMsAt?: (atMs: number) => number;
}): EngagementHistory {
  const { untilMs, hour, days = 60, offsetMsAt = () => 0 } = by;
  const today = Math.floor(untilMs / DAY_MS) * DAY_MS;
  const engagements: Engagement[] = [];
  for (let day = today - days * DAY_MS; day <= today; day += DAY_MS) {
    const atMs = day + hour * HOUR_MS - offsetMsAt(day + hour * HOUR_MS);
    if (atMs < untilMs) engagements.push(buildEngagement({ atMs }));
  }
  return { engagements, sends: [] };
}
