import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideQuiet } from '#domain/decide-quiet';
import { createQuietEnd } from '#domain/quiet-end';
import { toQuietHours } from '#domain/quiet-hours';
import { shippedZoneRules } from '#domain/time-zone';

const rules = shippedZoneRules();

test('T7: the optimizer and the gate find the same quiet times, on the same clocks', () => {
  const quietHours = toQuietHours({
    start: '21:30',
    end: '07:15',
    weekdays: ['fri', 'sat', 'wed'],
  });
  for (const contactTimeZone of [null, 'America/New_York', 'Mars/Olympus', 'Pacific/Apia']) {
    const facts = { quietHours, contactTimeZone, workspaceTimeZone: 'Europe/Berlin' };
    const quietEndAt = createQuietEnd(facts, rules);
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2011, 0), max: Date.UTC(2028, 0) }), (atMs) => {
        const until = decideQuiet(new Date(atMs), facts, rules)?.until.getTime() ?? null;
        expect(quietEndAt?.(atMs)).toBe(until);
      }),
    );
  }
});

test('T7: without a setting there is nothing to ask', () => {
  const facts = { quietHours: null, contactTimeZone: 'UTC', workspaceTimeZone: 'UTC' };
  expect(createQuietEnd(facts, rules)).toBeUndefined();
});
