import { describe, expect, test } from 'vitest';
import { blendPatterns } from '#domain/send-time/blend-patterns';
import { learnPatterns } from '#domain/send-time/learn-patterns';
import { runSteps } from '#domain/send-time/run-steps';
import { SLOTS, SLOTS_A_DAY } from '#domain/send-time/week-grid';

const flat = new Array<number>(SLOTS).fill(1 / SLOTS);
const recipients = Array.from({ length: 60 }, (_, index) => {
  // Each a little different, and on days of their own.
  const hour = (index % 2 === 0 ? 8 : 21) + (index % 3) / 2;
  return sessionsAt(hour, [index % 5, (index + 2) % 7]);
});

const learn = (...of: Parameters<typeof learnPatterns>) => runSteps(learnPatterns(...of));

describe('patterns of a workspace (O1)', () => {
  test('recipients who differ are told apart, and each group has its share', () => {
    const patterns = learn(recipients, flat);
    const mornings = patterns.filter(({ curve }) => shareOf(curve, 7, 11) > 0.6);
    const evenings = patterns.filter(({ curve }) => shareOf(curve, 20, 24) > 0.6);
    expect(sumOf(mornings)).toBeCloseTo(0.47, 1);
    expect(sumOf(evenings)).toBeCloseTo(0.47, 1);
    for (const { curve } of patterns) {
      expect(curve.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 3);
      expect(Math.min(...curve)).toBeGreaterThan(0);
    }
  });

  test('a newcomer who came twice in the evening is expected in the evening, on any day', () => {
    const patterns = learn(recipients, flat);
    const prior = blendPatterns(sessionsAt(21, [0, 1]), patterns) ?? [];
    expect(shareOf(prior, 20, 24)).toBeGreaterThan(0.7);
    expect(shareOf(prior, 7, 11)).toBeLessThan(0.1);
    expect(prior[5 * SLOTS_A_DAY + 43]).toBeGreaterThan(2 / SLOTS);
  });

  test('somebody without history is expected to be like everybody', () => {
    const patterns = learn(recipients, flat);
    const prior = blendPatterns(new Float64Array(SLOTS), patterns) ?? [];
    expect(shareOf(prior, 7, 11)).toBeCloseTo(shareOf(prior, 20, 24), 1);
    expect(prior.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 3);
  });

  test('few recipients have no patterns of their own', () => {
    expect(learn(recipients.slice(0, 29), flat)).toEqual([]);
    expect(blendPatterns(sessionsAt(9, [0]), [])).toBeNull();
  });

  test('the same recipients give the same patterns', () => {
    expect(learn(recipients, flat)).toEqual(learn(recipients, flat));
  });
});

function sessionsAt(hour: number, days: readonly number[]): Float64Array {
  const counts = new Float64Array(SLOTS);
  for (const day of days) counts[day * SLOTS_A_DAY + hour * 2] = 3;
  return counts;
}

function shareOf(curve: readonly number[], fromHour: number, toHour: number): number {
  return curve.reduce((sum, share, slot) => {
    const hour = (slot % SLOTS_A_DAY) / 2;
    return hour >= fromHour && hour < toHour ? sum + share : sum;
  }, 0);
}

function sumOf(patterns: readonly { share: number }[]): number {
  return patterns.reduce((sum, { share }) => sum + share, 0);
}
