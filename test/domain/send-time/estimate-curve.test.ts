import { describe, expect, it } from 'vitest';
import { estimateCurve } from '#domain/send-time/estimate-curve';
import { defaultParams } from '#domain/send-time/send-time-params';
import { shrinkToCurve } from '#domain/send-time/shrink-to-curve';
import { smoothWeek } from '#domain/send-time/smooth-week';
import { SLOTS, SLOTS_A_DAY } from '#domain/send-time/week-grid';

const AT_NINE = 18;

describe("a recipient's curve", () => {
  it('is sharp for somebody who comes at the same half-hour every day', () => {
    const curve = estimateCurve(daily([AT_NINE], 6), null, defaultParams);
    expect(shareAt(curve, AT_NINE - 1, AT_NINE + 2)).toBeGreaterThan(0.75);
    expect(shareAt(usual(daily([AT_NINE], 6)), AT_NINE - 1, AT_NINE + 2)).toBeLessThan(0.5);
  });

  it('is the usual one for somebody who comes at many hours', () => {
    const times = [14, 17, 20, 22, 25, 29, 33, 36, 40, 43];
    const counts = new Float64Array(SLOTS);
    times.forEach((time, index) => {
      counts[((index * 3) % 7) * SLOTS_A_DAY + time] = 1;
    });
    const curve = estimateCurve(counts, null, defaultParams);
    const apart = usual(counts).map((share, slot) => Math.abs(share - (curve[slot] ?? 0)));
    expect(apart.reduce((sum, one) => sum + one, 0)).toBeLessThan(0.25);
  });

  it('sums to 1, and is flat without any session', () => {
    expect(shareAt(estimateCurve(daily([3, 40], 2), null, defaultParams), 0, 48)).toBeCloseTo(1, 9);
    const nothing = estimateCurve(new Float64Array(SLOTS), null, defaultParams);
    for (const share of nothing) expect(share).toBeCloseTo(1 / SLOTS, 12);
  });
});

function daily(times: readonly number[], count: number): Float64Array {
  const counts = new Float64Array(SLOTS);
  for (let day = 0; day < 7; day++) {
    for (const time of times) counts[day * SLOTS_A_DAY + time] = count;
  }
  return counts;
}

function usual(counts: Float64Array): Float64Array {
  return shrinkToCurve(smoothWeek(counts, defaultParams), null, defaultParams.kappa);
}

function shareAt(curve: Float64Array, from: number, to: number): number {
  return curve.reduce((sum, share, slot) => {
    const time = slot % SLOTS_A_DAY;
    return time >= from && time < to ? sum + share : sum;
  }, 0);
}
