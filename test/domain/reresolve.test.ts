import { describe, expect, test } from 'vitest';
import { decideTiming } from '#domain/decide-timing';
import { type LocalIntent, reresolve } from '#domain/reresolve';
import { createZoneRules, shippedZoneRules } from '#domain/time-zone';
import { rulesBefore2026 } from './rules-before-2026.ts';

const oldRules = rulesBefore2026();
const newRules = shippedZoneRules();

function intent(overrides: Partial<LocalIntent> = {}): LocalIntent {
  return {
    requestedSendAt: '2027-01-15T09:00',
    timeZone: 'America/Vancouver',
    ambiguousTime: 'compatible',
    ...overrides,
  };
}

describe('new zone rules', () => {
  test('T3: a message accepted under the old rules keeps its wall clock under the new', () => {
    const now = new Date('2026-11-21T12:00:00Z');
    const accepted = decideTiming({
      sendAt: '2027-01-15T09:00',
      timeZone: 'America/Vancouver',
      now,
      rules: oldRules,
    });
    expect(accepted).toMatchObject({
      timing: { sendAt: new Date('2027-01-15T17:00:00Z'), tzVersion: '2025c' },
    });
    expect(reresolve(intent(), newRules)).toEqual({
      kind: 'resolved',
      sendAt: new Date('2027-01-15T16:00:00Z'),
      localSendAt: '2027-01-15T09:00:00',
      tzVersion: '2026f',
      zoneNote: 'exact',
      fellBack: false,
    });
  });

  test('T3: a time that was moved out of a gap returns when the gap is gone', () => {
    const inGap = intent({ requestedSendAt: '2027-03-14T02:30' });
    expect(reresolve(inGap, oldRules)).toMatchObject({
      localSendAt: '2027-03-14T03:30:00',
      zoneNote: 'gap',
    });
    expect(reresolve(inGap, newRules)).toMatchObject({
      localSendAt: '2027-03-14T02:30:00',
      zoneNote: 'exact',
    });
  });

  test('T3: a fraction of a second survives', () => {
    const again = reresolve(intent({ requestedSendAt: '2027-01-15T09:00:00.250' }), newRules);
    expect(again).toMatchObject({ sendAt: new Date('2027-01-15T16:00:00.250Z') });
  });

  test('T3: a gap or overlap that appears later falls back from reject to compatible, and says so', () => {
    const gap = intent({ requestedSendAt: '2027-03-14T02:30', ambiguousTime: 'reject' });
    expect(reresolve(gap, newRules)).toMatchObject({ zoneNote: 'exact', fellBack: false });
    expect(reresolve(gap, oldRules)).toMatchObject({
      sendAt: new Date('2027-03-14T10:30:00Z'),
      zoneNote: 'gap',
      fellBack: true,
    });
    const overlap = intent({ requestedSendAt: '2027-11-07T01:30', ambiguousTime: 'reject' });
    expect(reresolve(overlap, oldRules)).toMatchObject({
      sendAt: new Date('2027-11-07T08:30:00Z'),
      zoneNote: 'overlap',
      fellBack: true,
    });
  });

  test('T3: the rule that the caller asked for still holds', () => {
    const overlap = intent({ requestedSendAt: '2027-11-07T01:30', ambiguousTime: 'later' });
    expect(reresolve(overlap, oldRules)).toMatchObject({
      sendAt: new Date('2027-11-07T09:30:00Z'),
      fellBack: false,
    });
  });

  test('T3: a zone that the new rules lack leaves the old instant in force', () => {
    const without = createZoneRules({ version: 'test', zones: [], links: [] });
    expect(reresolve(intent(), without)).toEqual({ kind: 'kept', why: 'unknown_zone' });
  });

  test('T3: an instant is never resolved again', () => {
    const at = intent({ requestedSendAt: '2027-01-15T09:00Z' });
    expect(reresolve(at, newRules)).toEqual({ kind: 'kept', why: 'not_local' });
  });
});
