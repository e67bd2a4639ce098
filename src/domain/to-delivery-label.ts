import type { ZoneRules } from './time-zone.ts';
import { toLocal } from './to-local.ts';

/**
 * When a scheduled message will be delivered, for people: in the zone that it was scheduled in, in
 * UTC where none was named (V1).
 *
 * @example
 * toDeliveryLabel({ sendAt: new Date('2027-01-15T16:00Z'), timeZone: 'America/Vancouver' }, rules)
 * // '2027-01-15 09:00 America/Vancouver'
 */
export function toDeliveryLabel(
  { sendAt, timeZone }: { sendAt: Date; timeZone: string | null },
  rules: ZoneRules,
): string {
  const local = timeZone ? toLocal(sendAt.getTime(), timeZone, rules) : sendAt.toISOString();
  return `${local.slice(0, 16).replace('T', ' ')} ${timeZone ?? 'UTC'}`;
}
