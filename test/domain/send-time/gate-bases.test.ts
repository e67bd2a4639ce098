import { describe, expect, test } from 'vitest';
import { decideSendTime, type GateArithmetic } from '#domain/send-time/decide-send-time';
import { toLiftInterval } from '#domain/send-time/lift-interval';
import { cumulativeNormal } from '#domain/send-time/probability-better';
import { defaultParams } from '#domain/send-time/send-time-params';
import type { SendTimeQuestion } from '#domain/send-time/send-time-question';
import { weighSendTimes } from '#domain/send-time/weigh-send-times';
import { buildHabit, buildQuestion, HOUR_MS } from './questions.ts';

const calibrated = { ...defaultParams.gate, c: 2, drift: 0.05, doubt: 0.2 };
const model = { version: 'test', hash: 'test', params: { ...defaultParams, gate: calibrated } };

/** Somebody who opens at 18:00: what was sent at ten each day, or nobody knows what. */
function ask(basis: 'activity' | 'sends'): SendTimeQuestion {
  const { nowMs } = buildQuestion();
  const { engagements } = buildHabit({ untilMs: nowMs, hour: 18 });
  const answering = engagements.map((event) => ({ ...event, sentAtMs: event.atMs - 8 * HOUR_MS }));
  const history =
    basis === 'sends'
      ? { engagements: answering, sends: answering.map(({ sentAtMs }) => sentAtMs) }
      : { engagements, sends: [] };
  return buildQuestion({ history, model });
}
const decideGate = (question: SendTimeQuestion) => {
  const { gate, lift, pBetter } = decideSendTime(question);
  if (gate === null || lift === null || pBetter === null) throw new Error('nothing was compared');
  return { gate, lift, pBetter };
};

describe.each(['activity', 'sends'] as const)('O4: what is weighed by %s', (basis) => {
  test('says so, and its P follows from what is told of it', () => {
    const { gate, pBetter } = decideGate(ask(basis));
    const { c, drift, doubt, strength, z } = gate;
    expect(gate).toMatchObject({ basis, c: 2, doubt: 0.2, drift: basis === 'sends' ? 0 : 0.05 });
    const told = cumulativeNormal(Math.sqrt(c / (1 + drift * strength)) * z - doubt);
    expect(pBetter).toBeCloseTo(told, 12);
  });

  test('has a lift that is the ratio of the values, inside an interval of its own', () => {
    const question = ask(basis);
    const { gate, lift } = decideGate(question);
    const { candidates } = weighSendTimes(question);
    const chosen = candidates.find(({ atMs }) => atMs === gate.candidateMs);
    expect(lift).toBe((chosen?.value ?? 0) / (candidates[0]?.value ?? 0));
    const interval = toLiftInterval(lift, gate);
    expect(interval?.low).toBeLessThan(lift);
    expect(interval?.high).toBeGreaterThan(lift);
  });
});

test('O4: by activity, z follows from the masses; by sends it does not', () => {
  const fromMasses = ({ strength, massNow, massThen }: GateArithmetic) =>
    Math.SQRT2 * (Math.sqrt(strength * massThen) - Math.sqrt(strength * massNow));
  const [activity, sends] = [decideGate(ask('activity')).gate, decideGate(ask('sends')).gate];
  expect(activity.z).toBeCloseTo(fromMasses(activity), 12);
  expect(sends.z).not.toBeCloseTo(fromMasses(sends), 2);
});

test('O4: by sends a lift of z standard deviations has an end at 1 where z is 1.96', () => {
  const { gate } = decideGate(ask('sends'));
  expect(toLiftInterval(2, { ...gate, c: 1, z: 1.96 })?.low).toBeCloseTo(1, 12);
  expect(toLiftInterval(2, { ...gate, c: 1, z: 3.92 })?.low).toBeCloseTo(Math.SQRT2, 12);
});

test('O4: an interval that cannot be said is null, never infinite', () => {
  const [{ gate: activity }, { gate: sends }] = [
    decideGate(ask('activity')),
    decideGate(ask('sends')),
  ];
  for (const [lift, gate] of [
    [2, { ...sends, z: 0 }],
    [2, { ...sends, z: -1 }],
    [0.5, { ...sends, z: 1 }],
    [0, sends],
    [1, { ...sends, z: 0 }],
    [2, { ...activity, massNow: 0 }],
    [0, { ...activity, massThen: 0 }],
  ] as const) {
    expect(toLiftInterval(lift, gate)).toBeNull();
  }
});

test('O4: over a now that is worth nothing there is no lift, and no number that JSON has not', () => {
  const question = ask('activity');
  const weighing = weighSendTimes(question);
  const [first, ...others] = weighing.candidates;
  for (const rest of [others, others.map((other) => ({ ...other, value: 0, mass: 0 }))]) {
    const worthless = { ...first, atMs: question.nowMs, value: 0, mass: 0 };
    const decision = decideSendTime(question, { ...weighing, candidates: [worthless, ...rest] });
    expect(decision.lift).toBeNull();
    expect(decision.pBetter).toBeGreaterThanOrEqual(0);
  }
});
