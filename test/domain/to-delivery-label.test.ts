import { describe, expect, test } from 'vitest';
import { shippedZoneRules } from '#domain/time-zone';
import { toDeliveryLabel } from '#domain/to-delivery-label';

const rules = shippedZoneRules();

describe('V1: the label of a scheduled message', () => {
  test.each([
    ['2026-12-01T17:00:00Z', 'America/Los_Angeles', 'Tue 1 Dec 2026, 09:00 PST'],
    ['2027-07-01T16:00:00Z', 'America/Los_Angeles', 'Thu 1 Jul 2027, 09:00 PDT'],
    // Both sides of a change of clocks: the same time on the clock, told apart.
    ['2026-10-25T00:30:00Z', 'Europe/Vienna', 'Sun 25 Oct 2026, 02:30 CEST'],
    ['2026-10-25T01:30:00Z', 'Europe/Vienna', 'Sun 25 Oct 2026, 02:30 CET'],
    ['2026-12-31T23:59:59.999Z', null, 'Thu 31 Dec 2026, 23:59 UTC'],
    // East and west of the date line it is another day.
    ['2026-12-31T10:30:00Z', 'Pacific/Kiritimati', 'Fri 1 Jan 2027, 00:30 UTC+14'],
    ['2027-01-01T10:30:00Z', 'Pacific/Pago_Pago', 'Thu 31 Dec 2026, 23:30 SST'],
    ['2026-12-01T12:00:00Z', 'America/Sao_Paulo', 'Tue 1 Dec 2026, 09:00 UTC-03'],
    ['2026-12-01T12:00:00Z', 'Asia/Kathmandu', 'Tue 1 Dec 2026, 17:45 UTC+05:45'],
    ['2027-02-28T12:00:00Z', 'Etc/UTC', 'Sun 28 Feb 2027, 12:00 UTC'],
  ])('%s in %s: %s', (sendAt, timeZone, label) => {
    expect(toDeliveryLabel({ sendAt: new Date(sendAt), timeZone }, rules)).toBe(label);
  });

  test('every zone has a name for what its clocks show', () => {
    const sendAt = new Date('2027-03-01T12:00Z');
    for (const timeZone of rules.names) {
      const label = toDeliveryLabel({ sendAt, timeZone }, rules);
      expect(label).toMatch(
        /^\w{3} \d{1,2} \w{3} 2027, \d\d:\d\d ([A-Za-z]+|UTC[+-]\d\d(:\d\d)?)$/,
      );
    }
  });
});
