import { expect, test } from 'vitest';
import { samplePeople } from '#domain/send-time/backtest/sample-people';
import { seededRandom } from '#domain/send-time/backtest/seeded-random';
import { chooseParams } from '#domain/send-time/fit/choose-params';
import { fitParams } from '#domain/send-time/fit/fit-params';
import { fitPresence } from '#domain/send-time/fit/fit-presence';
import { parseSendTimeParams } from '#domain/send-time/parse-send-time-params';
import { presenceAt } from '#domain/send-time/presence';
import { defaultParams } from '#domain/send-time/send-time-params';
import { sendTimeProfiles } from '#domain/send-time/send-time-profiles';
import {
  DAY_MS,
  HOUR_MS,
  habitual,
  MONDAY_MS,
  noisy,
  person,
  utc,
} from '../backtest/log-builders.ts';

const by = { clock: utc, seed: 1 };
const people = (logged: ReturnType<typeof habitual>) =>
  samplePeople(logged, { most: 500, seed: 1 }).people;

test('O5: the profiles are documents that are accepted', () => {
  for (const profile of Object.values(sendTimeProfiles)) {
    expect(parseSendTimeParams(profile).kind).toBe('params');
  }
});

test('presence: M by the hours since somebody was last there, 1 beyond all ages and for nobody', () => {
  const ages = [
    { untilHours: 1, factor: 4 },
    { untilHours: 6, factor: 2 },
  ];
  const at = (hours: number) => presenceAt(hours * HOUR_MS, 0, ages);
  expect([0, 0.99, 1, 5.9, 6, 100].map(at)).toEqual([4, 4, 2, 2, 1, 1]);
  expect(presenceAt(0, null, ages)).toBe(1);
  expect(presenceAt(0, 0, [])).toBe(1);
});

test('presence is measured against what was expected, whatever a person’s own level', () => {
  const random = seededRandom(9);
  const trials = Array.from({ length: 3000 }, (_, index) => {
    const level = index % 2 === 0 ? 0.02 : 0.1;
    return {
      moments: [0.2, 10, 2000].map((ageHours) => ({
        ageHours,
        expected: 1,
        hit: random() < level * (ageHours < 1 ? 6 : 1),
      })),
    };
  });
  const ages = fitPresence(trials);
  expect(presenceAt(0.2 * HOUR_MS, 0, ages)).toBeGreaterThan(4.5);
  expect(presenceAt(0.2 * HOUR_MS, 0, ages)).toBeLessThan(7);
  expect(presenceAt(10 * HOUR_MS, 0, ages)).toBeCloseTo(1, 0);
  expect(fitPresence([]).every(({ factor }) => factor === 1)).toBe(true);
});

test('O5: presence is switched on for bursts', () => {
  const random = seededRandom(4);
  const bursts = Array.from({ length: 24 }, (_, index) => {
    const starts = Array.from({ length: 40 }, () => MONDAY_MS + random() * 300 * DAY_MS);
    const events = starts.flatMap((at) => [0, 1, 2, 3, 4, 5].map((step) => at + step * HOUR_MS));
    return person(
      `burst-${index}`,
      events.sort((one, other) => one - other),
    );
  });
  const fitted = fitParams(people(bursts), defaultParams, by).params;
  expect(fitted.presence).toBe(true);
  expect(presenceAt(2 * HOUR_MS, 0, fitted.presenceByAge)).toBeGreaterThan(
    2 * presenceAt(40 * HOUR_MS, 0, fitted.presenceByAge),
  );
  expect(parseSendTimeParams(fitted).kind).toBe('params');
});

test('O5: presence stays off where nobody is ever in a burst', () => {
  expect(fitParams(people(noisy(60)), defaultParams, by).params.presence).toBe(false);
});

test('O5: parameters are chosen by the score alone, and only where it rises', () => {
  const toKappa = (kappa: number) => -Math.abs(kappa - 8);
  expect(chooseParams(defaultParams, ({ kappa }) => toKappa(kappa))).toEqual({
    ...defaultParams,
    kappa: 8,
  });
  expect(chooseParams(defaultParams, () => 0)).toEqual(defaultParams);
});

test('O5: where everybody has habits of their own, the workspace’s curve counts for little', () => {
  const { params } = fitParams(people(habitual(60)), defaultParams, by);
  expect(params.kappa).toBeLessThan(defaultParams.kappa);
  expect(params.tau).toBe(defaultParams.tau);
  expect(params.gate).toEqual(defaultParams.gate);
});

test('O5: nobody to fit to leaves the parameters as they are', () => {
  expect(fitParams([], defaultParams, by)).toEqual({ params: defaultParams, curve: null });
});
