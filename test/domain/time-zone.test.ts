import { describe, expect, test } from 'vitest';
import { createZoneRules, shippedZoneRules } from '#domain/time-zone';
import { toLocal } from '#domain/to-local';

const rules = shippedZoneRules();

describe('zone rules', () => {
  test('T3: the shipped rules say their version, and are read once', () => {
    expect(rules.version).toBe('2026f');
    expect(shippedZoneRules()).toBe(rules);
  });

  test.each([
    ['Asia/Kolkata', '2027-06-01T00:00:00Z', 5.5],
    ['Asia/Kathmandu', '2027-06-01T00:00:00Z', 5.75],
    ['Australia/Lord_Howe', '2027-01-01T00:00:00Z', 11],
    ['Australia/Lord_Howe', '2027-06-01T00:00:00Z', 10.5],
    ['Antarctica/Troll', '2027-06-01T00:00:00Z', 2],
    ['America/St_Johns', '2027-01-01T00:00:00Z', -3.5],
    ['Pacific/Kiritimati', '2027-01-01T00:00:00Z', 14],
    ['Etc/GMT+12', '2027-01-01T00:00:00Z', -12],
    ['UTC', '2027-01-01T00:00:00Z', 0],
  ])('T3: %s at %s is %d hours east of UTC', (zone, instant, hours) => {
    expect(rules.offsetSecondsAt(zone, Date.parse(instant))).toBe(hours * 3600);
  });

  test('T3: an offset changes at the very millisecond of the transition', () => {
    const springForward = Date.parse('2027-03-14T10:00:00Z');
    expect(rules.offsetSecondsAt('America/Los_Angeles', springForward - 1)).toBe(-8 * 3600);
    expect(rules.offsetSecondsAt('America/Los_Angeles', springForward)).toBe(-7 * 3600);
  });

  test('T3: the changes of 2026 that Node 20 does not know are in force', () => {
    const winter = Date.parse('2027-01-15T12:00:00Z');
    expect(rules.offsetSecondsAt('America/Vancouver', winter)).toBe(-7 * 3600);
    expect(rules.offsetSecondsAt('America/Edmonton', winter)).toBe(-6 * 3600);
    expect(rules.offsetSecondsAt('Africa/Casablanca', winter)).toBe(0);
  });

  test('T3: before the first and after the last change the outer offsets hold', () => {
    expect(rules.offsetSecondsAt('America/Vancouver', -8.64e15)).toBe(-(8 * 3600 + 12 * 60 + 28));
    expect(rules.offsetSecondsAt('America/Vancouver', 8.64e15)).toBe(-7 * 3600);
    expect(rules.offsetSecondsAt('Europe/Madrid', 8.64e15)).toBe(3600);
  });

  test('T3: every zone answers in every year of the horizon', () => {
    for (const zone of rules.names) {
      for (let year = 2026; year <= 2030; year++) {
        const offset = rules.offsetSecondsAt(zone, Date.UTC(year, 6));
        expect(Number.isInteger(offset / 900), zone).toBe(true);
      }
    }
  });

  test('T2: names are exact, aliases included', () => {
    expect(rules.names).toHaveLength(597);
    for (const name of ['America/Vancouver', 'US/Pacific', 'Asia/Calcutta', 'UTC', 'GMT', 'EST']) {
      expect(rules.has(name), name).toBe(true);
    }
    for (const name of [
      'america/vancouver',
      'Vancouver',
      ' UTC',
      'PST',
      '+02:00',
      '',
      '__proto__',
    ]) {
      expect(rules.has(name), name).toBe(false);
      expect(() => rules.offsetSecondsAt(name, 0)).toThrow(RangeError);
    }
  });

  test('T3: rules can be swapped for others', () => {
    const data = { version: 'test', zones: ['Etc/UTC|UTC|0|0||'], links: ['Etc/UTC|UTC'] };
    const other = createZoneRules(data);
    expect(other.names).toEqual(['Etc/UTC', 'UTC']);
    expect(other.offsetSecondsAt('UTC', 0)).toBe(0);
    expect(other.has('Europe/Madrid')).toBe(false);
  });

  test('T3: broken data is refused, not misread', () => {
    const create = (zones: string[], links: string[] = []) =>
      createZoneRules({ version: 'test', zones, links });
    expect(() => create([], ['Etc/UTC|UTC'])).toThrow('link to an unknown zone');
    expect(() => create(['A|UTC']).offsetSecondsAt('A', 0)).toThrow('not a packed zone');
    expect(() => create(['A|UTC|0|3||']).offsetSecondsAt('A', 0)).toThrow('no offset 3');
    expect(() => create(['A|UTC|!|0||']).offsetSecondsAt('A', 0)).toThrow('not a base 60 digit');
  });

  test('V1: an instant reads as the wall clock of its zone, fractions left out', () => {
    const instant = Date.parse('2027-01-15T16:00:00.999Z');
    expect(toLocal(instant, 'America/Vancouver', rules)).toBe('2027-01-15T09:00:00');
    expect(toLocal(instant, 'Asia/Kathmandu', rules)).toBe('2027-01-15T21:45:00');
  });
});
