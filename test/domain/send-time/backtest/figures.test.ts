import { expect, test } from 'vitest';
import { fitCalibration } from '#domain/send-time/backtest/fit-calibration';
import {
  toCalibrationBins,
  toCalibrationError,
} from '#domain/send-time/backtest/measure-calibration';
import {
  type PersonMeans,
  policies,
  scorePolicies,
} from '#domain/send-time/backtest/score-policies';
import { seededRandom } from '#domain/send-time/backtest/seeded-random';
import { probabilityBetter } from '#domain/send-time/probability-better';

const given = { c: 1, drift: 0, doubt: 0 };

test('P is Phi of z by its root of c, less the doubt; a long history is worth less by its drift', () => {
  const p = (z: number, change = {}) =>
    probabilityBetter({ z, strength: 30 }, { ...given, ...change });
  expect(p(0)).toBeCloseTo(0.5, 6);
  expect(p(1)).toBeCloseTo(0.8413, 4);
  expect(p(0.5, { c: 4 })).toBeCloseTo(0.8413, 4);
  expect(p(2, { drift: 0.1 })).toBeCloseTo(0.8413, 4);
  expect(p(1, { doubt: 1 })).toBeCloseTo(0.5, 6);
});

test('the calibration error is the mean distance of said and came, by decisions', () => {
  const said = (pBetter: number, wins: number, losses: number) => [
    ...Array.from({ length: wins }, () => ({ pBetter, won: true })),
    ...Array.from({ length: losses }, () => ({ pBetter, won: false })),
  ];
  const bins = toCalibrationBins([...said(0.65, 5, 5), ...said(0.95, 29, 1), ...said(1, 0, 0)]);
  expect(bins.map(({ came, decisions }) => [came, decisions])).toEqual([
    [0.5, 10],
    [29 / 30, 30],
  ]);
  expect(toCalibrationError(bins)).toBeCloseTo((0.15 * 10 + (29 / 30 - 0.95) * 30) / 40, 10);
  expect(toCalibrationError(toCalibrationBins(said(1, 1, 0)))).toBe(0);
  expect(toCalibrationError([])).toBeNull();
});

test('the calibration is found again by which duels were drawn; few duels change nothing', () => {
  const random = seededRandom(3);
  const truth = { c: 2.25, drift: 0, doubt: 0.4 };
  const duels = Array.from({ length: 9000 }, () => {
    const z = random() * 2;
    return { z, strength: 20, won: random() < probabilityBetter({ z, strength: 20 }, truth) };
  });
  const found = fitCalibration({ duels, people: 9000 }, given);
  for (const z of [0.2, 1, 1.8]) {
    const [p, q] = [found, truth].map((by) => probabilityBetter({ z, strength: 20 }, by));
    expect(p).toBeCloseTo(q ?? 0, 1);
  }
  expect(fitCalibration({ duels: duels.slice(0, 20), people: 20 }, given)).toEqual(given);
  // Of what was weighed by sends: no strength, and so no drift.
  const bySends = duels.map((duel) => ({ ...duel, strength: 0 }));
  expect(fitCalibration({ duels: bySends, people: 9000 }, given).drift).toBe(0);
});

test('lifts are ratios of means over people, and their intervals hold them', () => {
  const means = (hit: number) => ({ hit, hit1h: hit / 2, waitHours: 1 });
  const people = Array.from({ length: 40 }, (_, index) => {
    const now = 0.1 + (index % 5) / 50;
    return Object.fromEntries(
      policies.map((policy) => [policy, means(policy === 'model' ? 2 * now : now)]),
    ) as unknown as PersonMeans;
  });
  const { model, gated } = scorePolicies(people, 1);
  expect(model).toMatchObject({ liftOverNow: 2, liftOverNowCI: [2, 2], meanWaitHours: 1 });
  expect(model.hit).toBeCloseTo(0.28, 10);
  expect(gated.liftOverMostFrequentHour).toBe(1);
});

test('the seeded source is even, and each seed its own', () => {
  const random = seededRandom(1);
  const drawn = Array.from({ length: 10_000 }, random);
  const tenths = Array.from(
    { length: 10 },
    (_, tenth) => drawn.filter((value) => Math.floor(value * 10) === tenth).length,
  );
  for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(120);
  expect(drawn[0]).not.toBe(seededRandom(2)());
});
