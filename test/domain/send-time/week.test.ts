import { describe, expect, test } from 'vitest';
import { countSlots } from '#domain/send-time/count-slots';
import { createCurveLearner } from '#domain/send-time/curve-learner';
import { decideSendTime } from '#domain/send-time/decide-send-time';
import { defaultParams } from '#domain/send-time/send-time-params';
import { sendTimeProfiles } from '#domain/send-time/send-time-profiles';
import { toSessions } from '#domain/send-time/sessions';
import { shrinkToCurve } from '#domain/send-time/shrink-to-curve';
import { smoothWeek } from '#domain/send-time/smooth-week';
import { toTopSlots } from '#domain/send-time/to-top-slots';
import { readOffsets, SLOTS } from '#domain/send-time/week-grid';
import { DAY_MS, HOUR_MS, MONDAY_MS, person, utc } from './backtest/log-builders.ts';
import { buildQuestion } from './questions.ts';

const sumOf = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);
const offsets = readOffsets(
  'UTC',
  { fromMs: MONDAY_MS, toMs: MONDAY_MS + 400 * DAY_MS },
  utc.rules,
);
const sessionsAt = (...hours: number[]) =>
  hours.map((hour) => ({
    startMs: MONDAY_MS + hour * HOUR_MS,
    endMs: MONDAY_MS + hour * HOUR_MS,
    weight: 1,
  }));

test('O1: 23:00 and 01:00 make a habit of midnight, not of noon', () => {
  const counts = countSlots(
    sessionsAt(23, 25),
    { nowMs: MONDAY_MS + 2 * DAY_MS, offsets },
    defaultParams,
  );
  const curve = smoothWeek(counts, { ...defaultParams, sigmaHours: 1.5 });
  const around = (hour: number) => sumOf(curve.slice(hour * 2 - 1, hour * 2 + 1));
  expect(around(24)).toBeGreaterThan(100 * around(12));
  // Sunday night flows into Monday morning: the week is a circle, too.
  const sunday = smoothWeek(
    countSlots(sessionsAt(7 * 24 - 0.5), { nowMs: MONDAY_MS + 8 * DAY_MS, offsets }, defaultParams),
    { sigmaHours: 1, dayMix: { weekday: 1, dayClass: 0, all: 0 } },
  );
  expect(sunday[0]).toBeCloseTo(sunday[SLOTS - 2] ?? 0, 12);
});

test.each(Object.entries(sendTimeProfiles))(
  'O1: smoothing as for %s keeps the sum',
  (_, profile) => {
    const counts = Float64Array.from({ length: SLOTS }, (__, slot) => (slot * 7) % 5);
    const smoothed = smoothWeek(counts, profile);
    expect(sumOf(smoothed)).toBeCloseTo(sumOf(counts), 8);
    expect(Math.min(...smoothed)).toBeGreaterThanOrEqual(0);
  },
);

test('O1: an engagement of a half-life ago counts half, of which a share may fade sooner', () => {
  const at = { nowMs: MONDAY_MS + 120 * DAY_MS, offsets };
  const countOf = (change: object) =>
    sumOf(countSlots(sessionsAt(0), at, { ...defaultParams, ...change }));
  expect(countOf({})).toBeCloseTo(0.5, 10);
  expect(countOf({ recent: { share: 0.5, halfLifeDays: 60 } })).toBeCloseTo(0.375, 10);
  expect(countOf({ recent: { share: 1, halfLifeDays: 120 } })).toBeCloseTo(0.5, 10);
});

test('O1: theta is drawn to the prior by kappa, sums to 1, and is the prior without history', () => {
  const prior = Array.from({ length: SLOTS }, (_, slot) => (slot < 168 ? 2 / SLOTS : 0));
  expect([...shrinkToCurve(new Float64Array(SLOTS), prior, 12)]).toEqual(prior);
  const counts = new Float64Array(SLOTS);
  counts[300] = 4;
  const theta = shrinkToCurve(counts, prior, 12);
  expect(theta[300]).toBeCloseTo(4 / 16, 12);
  expect(theta[0]).toBeCloseTo((12 * 2) / SLOTS / 16, 12);
  expect(sumOf(theta)).toBeCloseTo(1, 10);
  expect(sumOf(shrinkToCurve(counts, null, 12))).toBeCloseTo(1, 10);
});

test('O1: pauses of half an hour keep a session, longer ones end it', () => {
  const minutes = [0, 30, 60, 91].map((minute) => MONDAY_MS + minute * 60_000);
  const { history } = person('a', minutes);
  const sessions = toSessions(history.engagements, { open: 1, click: 2, reply: 3 });
  expect(sessions.map(({ startMs, endMs, weight }) => [startMs, endMs, weight])).toEqual([
    [minutes[0], minutes[2], 3],
    [minutes[3], minutes[3], 3],
  ]);
});

test('O1: the best half-hours come best first, the earlier of equal ones', () => {
  const curve = new Float64Array(SLOTS).fill(0.001);
  curve[18] = 0.02;
  curve[335] = 0.03;
  curve[100] = 0.02;
  expect(toTopSlots(curve)).toEqual([
    { weekday: 'sun', time: '23:30', share: 0.03 },
    { weekday: 'mon', time: '09:00', share: 0.02 },
    { weekday: 'wed', time: '02:00', share: 0.02 },
  ]);
  expect(toTopSlots(new Float64Array(SLOTS)).map(({ time }) => time)).toEqual([
    '00:00',
    '00:30',
    '01:00',
  ]);
});

test('O5: a single recipient counts at most 30 sessions in the workspace’s curve', () => {
  const learner = createCurveLearner(defaultParams, {
    nowMs: MONDAY_MS + 100 * DAY_MS,
    rules: utc.rules,
  });
  const daily = (days: number, hour: number) =>
    Array.from({ length: days }, (_, day) => MONDAY_MS + (99 - day) * DAY_MS + hour * HOUR_MS);
  learner.add({ history: person('much', daily(99, 6)).history, zone: 'UTC' });
  for (let one = 0; one < 3; one++) {
    learner.add({ history: person('little', daily(20, 18)).history, zone: 'UTC' });
  }
  learner.add({ history: person('nowhere', daily(20, 12)).history, zone: null });
  const curve = learner.finish();
  expect(curve).toMatchObject({ recipients: 4, sessions: 159 });
  expect(sumOf(curve?.share ?? [])).toBeCloseTo(1, 10);
  const at = (hour: number) => curve?.share[hour * 2] ?? 0;
  expect(at(18)).toBeGreaterThan(at(6));
  expect(at(12)).toBeLessThan(at(6) / 10);
});

test('O1: where all of a few engage in office hours, a lift over 22:00 is a number', () => {
  const nowMs = MONDAY_MS + 100 * DAY_MS + 22 * HOUR_MS;
  const learner = createCurveLearner(defaultParams, { nowMs, rules: utc.rules });
  const workdays = Array.from({ length: 98 }, (_, day) => day).filter((day) => day % 7 < 5);
  const { history } = person(
    'office',
    workdays.map((day) => MONDAY_MS + day * DAY_MS + (10 + (day % 4)) * HOUR_MS),
  );
  for (let one = 0; one < 5; one++) learner.add({ history, zone: 'UTC' });
  const curve = learner.finish();
  expect(curve?.patterns).toEqual([]);
  expect(Math.min(...(curve?.share ?? []))).toBeGreaterThan(0);
  expect(sumOf(curve?.share ?? [])).toBeCloseTo(1, 10);
  const { lift, reason, pBetter } = decideSendTime(buildQuestion({ nowMs, history, curve }));
  expect(reason).toBe('optimized');
  expect(lift).toBeGreaterThan(1);
  expect(Number.isFinite(lift) && Number.isFinite(pBetter)).toBe(true);
});

test('O5: where what recipients did counts for nothing, there is no curve', () => {
  const params = { ...defaultParams, eventWeights: { open: 0, click: 1, reply: 0 } };
  const nowMs = MONDAY_MS + 9 * DAY_MS;
  const learner = createCurveLearner(params, { nowMs, rules: utc.rules });
  for (let one = 0; one < 40; one++) {
    const sends = [MONDAY_MS + one * HOUR_MS];
    const { history } = person('replies', [MONDAY_MS + 2 * DAY_MS]);
    learner.add({ history: { ...history, sends }, zone: 'UTC' });
  }
  expect(learner.finish()).toBe(null);
});

describe('the curve of a workspace in steps', () => {
  const at = { nowMs: MONDAY_MS + 100 * DAY_MS, rules: utc.rules };

  function learnFrom(people: number) {
    const learner = createCurveLearner(defaultParams, at);
    for (let one = 0; one < people; one++) {
      const sends = Array.from({ length: 30 }, (_, day) => MONDAY_MS + (60 + day) * DAY_MS);
      const engagements = sends.map((sentAtMs, day) => ({
        atMs: sentAtMs + ((one % 12) + (day % 3)) * HOUR_MS,
        kind: 'open' as const,
        machine: false,
        sentAtMs,
      }));
      learner.add({ history: { engagements, sends }, zone: 'UTC' });
    }
    return learner;
  }

  test('T4: is the same as at once, and no step takes more than one recipient or habit', () => {
    const learner = learnFrom(40);
    let steps = 0;
    const work = learner.finishInSteps();
    let step = work.next();
    for (; !step.done; step = work.next()) steps++;
    expect(step.value).toEqual(learner.finish());
    expect(step.value?.habits).toHaveLength(8);
    // Ten rounds of habits, nine of recipients, and a beginning.
    expect(steps).toBeGreaterThan(10 * (40 + 8));
  });
});
