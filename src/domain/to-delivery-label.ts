import type { ZoneRules } from './time-zone.ts';
import { wallClockAt } from './wall-clock.ts';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/**
 * When a scheduled message will be delivered, for people: in the zone that it was scheduled in, in
 * UTC where none was named (V1). Seconds are left out.
 *
 * @throws RangeError if the zone is unknown to the rules
 * @example
 * toDeliveryLabel({ sendAt: new Date('2026-12-01T17:00Z'), timeZone: 'America/Los_Angeles' }, rules)
 * // 'Tue 1 Dec 2026, 09:00 PST'
 */
export function toDeliveryLabel(
  { sendAt, timeZone }: { sendAt: Date; timeZone: string | null },
  rules: ZoneRules,
): string {
  const atMs = sendAt.getTime();
  const offsetSeconds = timeZone === null ? 0 : rules.offsetSecondsAt(timeZone, atMs);
  // A wall clock is kept as if it were UTC.
  const clock = new Date(wallClockAt(atMs, offsetSeconds));
  const day = `${days[clock.getUTCDay()]} ${clock.getUTCDate()} ${months[clock.getUTCMonth()]}`;
  const time = clock.toISOString().slice(11, 16);
  const zone = timeZone === null ? 'UTC' : nameOf(rules.abbreviationAt(timeZone, atMs));
  return `${day} ${clock.getUTCFullYear()}, ${time} ${zone}`;
}

/** @example nameOf('-0330') // 'UTC-03:30' */
function nameOf(abbreviation: string): string {
  const [, hours, minutes] = /^([+-]\d\d)(\d\d)?$/.exec(abbreviation) ?? [];
  if (hours === undefined) return abbreviation;
  return minutes === undefined ? `UTC${hours}` : `UTC${hours}:${minutes}`;
}
