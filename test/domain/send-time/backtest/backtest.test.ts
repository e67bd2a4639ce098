import { expect, test } from 'vitest';
import { comparePlays } from '#domain/send-time/backtest/compare-plays';
import { fitGates } from '#domain/send-time/backtest/fit-gates';
import { learnCurveOf } from '#domain/send-time/backtest/learn-curve-of';
import { type Folds, playFolds } from '#domain/send-time/backtest/play-folds';
import { samplePeople, toHalves } from '#domain/send-time/backtest/sample-people';
import { policies } from '#domain/send-time/backtest/score-policies';
import { scoreWindows } from '#domain/send-time/backtest/score-windows';
import type { LoggedPerson } from '#domain/send-time/backtest/test-person';
import { defaultParams, type SendTimeParams } from '#domain/send-time/send-time-params';
import { habitual, noisy, utc } from './log-builders.ts';

const setup = { seed: 1, clock: utc, hours: 'any' } as const;

function toFolds(logged: readonly LoggedPerson[], params: SendTimeParams = defaultParams): Folds {
  const [one, other] = toHalves(samplePeople(logged, { most: 1000, seed: 1 }).people);
  return [
    { people: one, model: { params, curve: learnCurveOf(other, params, utc) } },
    { people: other, model: { params, curve: learnCurveOf(one, params, utc) } },
  ];
}

function score(logged: readonly LoggedPerson[]) {
  const folds = toFolds(logged);
  const played = playFolds(folds, setup);
  return scoreWindows(played, fitGates(folds, played), 1);
}

test('O5: where people have habits, the model wins, and its interval says so', () => {
  for (const window of Object.values(score(habitual(60)))) {
    const { now, mostFrequentHour, model, gated } = window.policies;
    expect(window.people).toBe(60);
    expect(now).toMatchObject({ liftOverNow: 1, liftOverNowCI: [1, 1], meanWaitHours: 0 });
    expect(model.liftOverNowCI?.[0]).toBeGreaterThan(2);
    expect(gated.liftOverNowCI?.[0]).toBeGreaterThan(2);
    expect(model.hit).toBeGreaterThan(mostFrequentHour.hit * 0.95);
    expect(model.hit).toBeGreaterThanOrEqual(model.hit1h);
    expect(window.gatePassShare).toBeGreaterThan(0.7);
  }
});

test('O5: where there is no habit, no lift is found, and P claims none', () => {
  for (const window of Object.values(score(noisy(120)))) {
    for (const policy of policies) {
      const [low, high] = window.policies[policy].liftOverNowCI ?? [0, 0];
      expect(low).toBeLessThanOrEqual(1.02);
      expect(high).toBeGreaterThanOrEqual(0.98);
    }
    expect(window.calibrationError).toBeLessThan(0.08);
    for (const { said } of window.calibration) expect(Math.abs(said - 0.5)).toBeLessThan(0.1);
  }
});

test('O5: the same log and seed give the same bytes; another seed plays other messages', () => {
  const logged = habitual(12);
  expect(JSON.stringify(score(logged))).toBe(JSON.stringify(score([...logged].reverse())));
  const moments = (seed: number) =>
    playFolds(toFolds(logged), { ...setup, seed }).flatMap(({ plays }) => plays[0]?.nowMs);
  expect(moments(1)).not.toEqual(moments(2));
});

test('O5: nobody, or one person, is scored without a number that is none', () => {
  expect(score([])['24h']).toMatchObject({
    people: 0,
    decisions: 0,
    calibrationError: null,
    policies: { model: { hit: 0, liftOverNow: null, liftOverNowCI: null } },
  });
  const alone = score(habitual(1));
  expect(alone['24h']).toMatchObject({ people: 1, decisions: 30 });
  expect(JSON.stringify(alone)).not.toMatch(/NaN|Infinity/);
});

test('O5: documents are compared on the same messages: one with itself differs by nothing', () => {
  const logged = habitual(20);
  const play = (params: SendTimeParams) => ({
    people: playFolds(toFolds(logged, params), setup),
    gates: [params.gate, params.gate] as const,
  });
  const same = comparePlays(play(defaultParams), play(defaultParams), 1);
  expect(same['48h'].model).toMatchObject({ difference: 0, differenceCI: [0, 0] });
  // A gate that never opens sends at once, and misses what habits tell.
  const closed = { ...defaultParams, gate: { ...defaultParams.gate, engagements: 1000 } };
  const { gated, model } = comparePlays(play(defaultParams), play(closed), 1)['24h'];
  expect(model.difference).toBe(0);
  expect(gated.differenceCI?.[1]).toBeLessThan(0);
});
