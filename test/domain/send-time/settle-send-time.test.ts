import { describe, expect, test } from 'vitest';
import { decideSendTime } from '#domain/send-time/decide-send-time';
import { hashKey } from '#domain/send-time/hash-key';
import type { SendTimeQuestion } from '#domain/send-time/send-time-question';
import { settleSendTime } from '#domain/send-time/settle-send-time';
import { weighSendTimes } from '#domain/send-time/weigh-send-times';
import { buildHabit, buildQuestion, HOUR_MS } from './questions.ts';

const { nowMs } = buildQuestion();
const history = buildHabit({ untilMs: nowMs, hour: 9 });

function settle(
  question: SendTimeQuestion,
  by: { fallbackMs?: number; holdoutShare?: number } = {},
) {
  const weighing = weighSendTimes(question);
  const decision = decideSendTime(question, weighing);
  const { candidates } = weighing;
  const settled = settleSendTime(decision, question, {
    fallbackMs: nowMs,
    holdoutShare: 0,
    ...by,
    candidates,
  });
  return { ...settled, afterHours: (settled.sendAtMs - nowMs) / HOUR_MS };
}

/** Quiet from so many hours after now to so many. */
const quietBetween = (from: number, to: number) => ({
  quietEndAt: (atMs: number) =>
    atMs >= nowMs + from * HOUR_MS && atMs < nowMs + to * HOUR_MS ? nowMs + to * HOUR_MS : null,
});

describe('O2: with too little history', () => {
  test('it goes at once, or at the fallback, and says why', () => {
    const reason = 'insufficient_history';
    expect(settle(buildQuestion())).toMatchObject({ reason, sendAtMs: nowMs });
    expect(settle(buildQuestion(), { fallbackMs: nowMs + HOUR_MS })).toMatchObject({
      reason,
      afterHours: 1,
    });
    // A request travels: a fallback may be past by a little.
    expect(settle(buildQuestion(), { fallbackMs: nowMs - 5000 }).sendAtMs).toBe(nowMs);
  });

  test('a fallback in quiet hours that end inside the window is left for T7 to move', () => {
    const question = buildQuestion(quietBetween(10, 20));
    expect(settle(question, { fallbackMs: nowMs + 12 * HOUR_MS })).toMatchObject({
      reason: 'insufficient_history',
      afterHours: 12,
    });
  });

  test('one whose quiet hours outlast the window goes at the last free half-hour, as window_end', () => {
    const question = buildQuestion(quietBetween(20, 30));
    expect(settle(question, { fallbackMs: nowMs + 24 * HOUR_MS })).toMatchObject({
      reason: 'window_end',
      afterHours: 19.5,
    });
    const all = buildQuestion(quietBetween(0, 30));
    expect(settle(all, { fallbackMs: nowMs + 24 * HOUR_MS })).toMatchObject({
      reason: 'window_end',
      afterHours: 24,
    });
  });

  test('a history that tells changes nothing about the fallback: it is not used', () => {
    const question = buildQuestion({ history });
    expect(settle(question, { fallbackMs: nowMs + HOUR_MS })).toMatchObject({
      reason: 'optimized',
      sendAtMs: decideSendTime(question).sendAtMs,
    });
  });
});

describe('O5: the holdout', () => {
  test('is drawn by the id alone, in its share, among what would be optimized', () => {
    const keys = Array.from({ length: 4000 }, (_, index) => `msg_${index}`);
    const reasons = keys.map((jitterKey) => {
      return settle(buildQuestion({ history, jitterKey }), { holdoutShare: 0.1 }).reason;
    });
    const held = reasons.filter((reason) => reason === 'holdout').length;
    // Four standard deviations.
    expect(Math.abs(held / keys.length - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / 4000));
    reasons.forEach((reason, index) => {
      expect(reason === 'holdout').toBe(hashKey(keys[index] ?? '', 'holdout') < 0.1);
    });
    const jitterKey = keys[reasons.indexOf('holdout')] ?? null;
    const without = settle(buildQuestion({ jitterKey }), { holdoutShare: 0.1 });
    expect(without.reason).toBe('insufficient_history');
  });

  test('goes at once; without a share, or without an id, nobody is held out', () => {
    const held = { history, jitterKey: 'msg_1' };
    expect(settle(buildQuestion(held), { holdoutShare: 1 })).toMatchObject({
      reason: 'holdout',
      sendAtMs: nowMs,
    });
    expect(settle(buildQuestion(held)).reason).toBe('optimized');
    expect(settle(buildQuestion({ history }), { holdoutShare: 1 }).reason).toBe('optimized');
  });
});
