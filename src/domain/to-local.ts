import type { ZoneRules } from './time-zone.ts';
import { formatWallClock, wallClockAt } from './wall-clock.ts';

/**
 * What a clock in the zone shows at an instant, as `YYYY-MM-DDTHH:mm:ss`; fractions are left out.
 *
 * @throws RangeError if the zone is unknown to the rules
 * @example toLocal(Date.UTC(2027, 0, 15, 16), 'America/Vancouver', shippedZoneRules()) // '2027-01-15T09:00:00'
 */
export function toLocal(epochMs: number, zone: string, rules: ZoneRules): string {
  return formatWallClock(wallClockAt(epochMs, rules.offsetSecondsAt(zone, epochMs)));
}
