import { expect, test } from 'vitest';
import { drawDecisions } from '#domain/send-time/backtest/draw-decisions';
import { countUntil, hasEventWithin } from '#domain/send-time/backtest/find-event';
import { historyBefore } from '#domain/send-time/backtest/history-before';
import { mostFrequentHour, nextLocalHour } from '#domain/send-time/backtest/most-frequent-hour';
import { samplePeople, toHalves } from '#domain/send-time/backtest/sample-people';
import { toTestPerson } from '#domain/send-time/backtest/test-person';
import { readOffsets } from '#domain/send-time/week-grid';
import { DAY_MS, HOUR_MS, habitual, MONDAY_MS, person, utc } from './log-builders.ts';

const days = (count: number, every = 1) =>
  Array.from({ length: count }, (_, day) => MONDAY_MS + day * every * DAY_MS);
const testPerson = (recipient: string, eventsMs: readonly number[]) => {
  const made = toTestPerson(person(recipient, eventsMs), 1);
  if (made === null) throw new Error('left out');
  return made;
};

test('O5: decisions lie in the last 40 % of the sessions', () => {
  const { splitMs, endMs } = testPerson('a', days(20));
  expect(splitMs).toBe(MONDAY_MS + 12 * DAY_MS);
  expect(endMs).toBe(MONDAY_MS + 19 * DAY_MS);
});

test('O5: fewer than 4 sessions, or a span of 14 days or less, are left out', () => {
  const spanOf = (sessions: number, spanDays: number) =>
    toTestPerson(person('a', days(sessions, spanDays / (sessions - 1))), 1);
  expect(spanOf(3, 300)).toBeNull();
  expect(spanOf(4, 14)).toBeNull();
  expect(spanOf(4, 14.1)).not.toBeNull();
  // Four events, but of one visit.
  const together = [0, 1, 2, 3].map((minute) => MONDAY_MS + minute * 60_000);
  expect(toTestPerson(person('a', [...together, MONDAY_MS + 30 * DAY_MS]), 1)).toBeNull();
  expect(toTestPerson(person('a', []), 1)).toBeNull();
});

test('O5: a message counts only if an event follows within the window and 3 h, at most 30 do', () => {
  const sparse = testPerson('a', days(40, 7));
  const setup = { seed: 1, hours: 'any', clock: utc } as const;
  const drawn = drawDecisions(sparse, setup);
  for (const { nowMs, windowsHours } of drawn) {
    expect(nowMs).toBeGreaterThanOrEqual(sparse.splitMs);
    expect(nowMs).toBeLessThan(sparse.endMs);
    for (const window of [24, 48, 72]) {
      const comesBack = hasEventWithin(sparse.eventsMs, nowMs, nowMs + (window + 3) * HOUR_MS);
      if (windowsHours.includes(window)) expect(comesBack).toBe(true);
    }
  }
  for (const window of [24, 48, 72]) {
    const ofWindow = drawn.filter(({ windowsHours }) => windowsHours.includes(window));
    expect(ofWindow).toHaveLength(30);
  }
  expect(drawDecisions(sparse, setup)).toEqual(drawn);
  expect(drawDecisions(sparse, { ...setup, seed: 2 })).not.toEqual(drawn);
});

test('O5: in office hours a message is accepted Monday to Friday, 9 to 17 local', () => {
  const clock = { ...utc, zone: 'Asia/Tokyo' };
  const drawn = drawDecisions(testPerson('a', days(200)), { seed: 1, hours: 'office', clock });
  expect(drawn.length).toBeGreaterThanOrEqual(30);
  for (const { nowMs } of drawn) {
    const local = new Date(nowMs + 9 * HOUR_MS);
    expect([1, 2, 3, 4, 5]).toContain(local.getUTCDay());
    expect(local.getUTCHours()).toBeGreaterThanOrEqual(9);
    expect(local.getUTCHours()).toBeLessThan(17);
  }
});

test('O5: the seed alone decides who is drawn, and into which half', () => {
  const logged = habitual(30);
  const sample = samplePeople(logged, { most: 10, seed: 1 });
  const reversed = samplePeople([...logged].reverse(), { most: 10, seed: 1 });
  expect(reversed).toEqual(sample);
  expect(sample).toMatchObject({ eligible: 30, people: { length: 10 } });
  const [one, other] = toHalves(sample.people);
  expect([one.length, other.length]).toEqual([5, 5]);
  expect(one.some((someone) => other.includes(someone))).toBe(false);
  expect(samplePeople(logged, { most: 10, seed: 2 })).not.toEqual(sample);
});

test('a hit lies after the moment, and at its last instant still', () => {
  const events = Float64Array.from([10, 20, 30]);
  expect(hasEventWithin(events, 10, 19)).toBe(false);
  expect(hasEventWithin(events, 10, 20)).toBe(true);
  expect(hasEventWithin(events, 30, 99)).toBe(false);
  expect([0, 10, 15, 30].map((at) => countUntil(events, at))).toEqual([0, 1, 1, 3]);
  expect(hasEventWithin(new Float64Array(), 0, 99)).toBe(false);
});

test('history is what came before a moment, not what came at it', () => {
  const { history } = person('a', [10, 20, 30]);
  const before = historyBefore({ ...history, sends: [5, 20, 25] }, 20);
  expect(before.engagements.map(({ atMs }) => atMs)).toEqual([10]);
  expect(before.sends).toEqual([5]);
});

test('the most frequent hour is read off the local clock, the earlier of two, none of none', () => {
  const tokyo = readOffsets(
    'Asia/Tokyo',
    { fromMs: MONDAY_MS, toMs: MONDAY_MS + 9 * DAY_MS },
    utc.rules,
  );
  const events = Float64Array.from([1, 1.5, 25, 30, 54], (hours) => MONDAY_MS + hours * HOUR_MS);
  expect(mostFrequentHour(events, 3, tokyo)).toBe(10);
  expect(mostFrequentHour(Float64Array.from([MONDAY_MS + 6 * HOUR_MS, MONDAY_MS]), 2, tokyo)).toBe(
    9,
  );
  expect(mostFrequentHour(events, 0, tokyo)).toBeNull();
});

test('the next full hour is today’s or tomorrow’s, and the same clock after a clock change', () => {
  const between = { fromMs: Date.UTC(2026, 2, 1), toMs: Date.UTC(2026, 3, 10) };
  const berlin = readOffsets('Europe/Berlin', between, utc.rules);
  const next = (now: string, hour: number) =>
    new Date(nextLocalHour(Date.parse(now), hour, berlin)).toISOString();
  expect(next('2026-03-10T08:30:00+01:00', 10)).toBe('2026-03-10T09:00:00.000Z');
  expect(next('2026-03-10T10:30:00+01:00', 10)).toBe('2026-03-11T09:00:00.000Z');
  expect(next('2026-03-10T10:00:00+01:00', 10)).toBe('2026-03-10T09:00:00.000Z');
  expect(next('2026-03-28T12:00:00+01:00', 10)).toBe('2026-03-29T08:00:00.000Z');
});
