import { seededRandom } from '#domain/send-time/backtest/seeded-random';
import type { LoggedPerson } from '#domain/send-time/backtest/test-person';
import { shippedZoneRules } from '#domain/time-zone';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** A Monday at 00:00 UTC. */
export const MONDAY_MS = Date.UTC(2026, 0, 5);
export const utc = { zone: 'UTC', rules: shippedZoneRules() };

/** Somebody who replied at these instants. */
export function person(recipient: string, eventsMs: readonly number[]): LoggedPerson {
  const engagements = eventsMs.map((atMs) => ({
    atMs,
    kind: 'reply' as const,
    machine: false,
    sentAtMs: null,
  }));
  return { recipient, history: { engagements, sends: [] } };
}

/** People who look at their mail around an hour of their own on most days, for 26 weeks. */
export function habitual(count: number, seed = 5): LoggedPerson[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const hour = Math.floor(random() * 24);
    const events = Array.from({ length: 182 }, (__, day) => ({ day, is: random() < 0.7 }))
      .filter(({ is }) => is)
      .map(({ day }) => MONDAY_MS + day * DAY_MS + (hour + random() * 1.5) * HOUR_MS);
    return person(`habit-${index}`, events);
  });
}

/** People who engage at any moment, as likely as at any other. */
export function noisy(count: number, seed = 5): LoggedPerson[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const events = Array.from({ length: 130 }, () => MONDAY_MS + random() * 182 * DAY_MS);
    return person(
      `noise-${index}`,
      events.sort((one, other) => one - other),
    );
  });
}
