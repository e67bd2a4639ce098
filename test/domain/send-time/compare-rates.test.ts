import { permutationTest } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { compareRates } from '#domain/send-time/compare-rates';
import { fisherExactTest } from '#domain/send-time/fisher-exact-test';

describe("O5: Fisher's exact test", () => {
  test.each([
    // Fisher's lady tasting tea.
    [{ count: 3, of: 4 }, { count: 1, of: 4 }, 0.4857],
    [{ count: 8, of: 10 }, { count: 1, of: 10 }, 0.0055],
    [{ count: 1, of: 24 }, { count: 11, of: 24 }, 0.0017],
    [{ count: 5, of: 10 }, { count: 5, of: 10 }, 1],
  ])('%j beside %j is %d', (group, control, p) => {
    expect(fisherExactTest(group, control)).toBeCloseTo(p, 3);
    expect(fisherExactTest(control, group)).toBeCloseTo(p, 3);
  });

  test('is what shuffling the outcomes comes to', () => {
    const random = seeded(7);
    for (const [group, control] of [
      [
        { count: 30, of: 90 },
        { count: 12, of: 60 },
      ],
      [
        { count: 9, of: 40 },
        { count: 8, of: 30 },
      ],
      [
        { count: 40, of: 100 },
        { count: 20, of: 100 },
      ],
    ] as const) {
      const shuffled = permutationTest(deal(group), deal(control), 'two_side', 10_000, random);
      // What it counts at the far end differs by a step where the groups differ in size.
      expect(Math.abs(fisherExactTest(group, control) - shuffled)).toBeLessThan(0.03);
    }
  });

  test('takes milliseconds for 100,000 messages', () => {
    const before = process.cpuUsage();
    const p = fisherExactTest({ count: 14_200, of: 90_000 }, { count: 1_300, of: 10_000 });
    expect(p).toBeLessThan(1e-10);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(500);
  });
});

describe('O5: the lift over the holdout', () => {
  test('is the ratio of the rates, with an interval that holds it', () => {
    const compared = compareRates({ count: 1800, of: 9000 }, { count: 150, of: 1000 });
    expect(compared.lift).toBeCloseTo(4 / 3);
    expect(compared.interval?.low).toBeCloseTo(1.147, 2);
    expect(compared.interval?.high).toBeCloseTo(1.551, 2);
    expect(compared.pValue).toBeLessThan(0.001);
  });

  test('says when there is too little to tell, and how much it takes', () => {
    const little = compareRates({ count: 40, of: 180 }, { count: 3, of: 20 });
    expect(little.enough).toBe(false);
    expect(little.needed).toBeGreaterThan(500);
    const much = compareRates({ count: 18_000, of: 90_000 }, { count: 1500, of: 10_000 });
    expect(much.enough).toBe(true);
    expect(much.needed).toBeLessThan(10_000);
  });

  test('of nobody, or of a rate of nothing, there is no ratio', () => {
    const nobody = compareRates({ count: 0, of: 0 }, { count: 0, of: 0 });
    expect(nobody).toMatchObject({ lift: null, interval: null, pValue: null, enough: false });
    const nothing = compareRates({ count: 3, of: 10 }, { count: 0, of: 10 });
    expect(nothing).toMatchObject({ lift: null, interval: null });
    expect(nothing.pValue).toBeGreaterThan(0);
    const flat = compareRates({ count: 0, of: 10 }, { count: 0, of: 10 });
    expect(flat.pValue).toBe(1);
    const all = compareRates({ count: 10, of: 10 }, { count: 10, of: 10 });
    expect(all).toMatchObject({ lift: 1, interval: { low: 1, high: 1 }, pValue: 1 });
  });

  test('the interval holds the truth about 95 times of 100', () => {
    const random = seeded(11);
    const draw = (of: number, rate: number) => ({
      of,
      count: Array.from({ length: of }, () => Number(random() < rate)).reduce((a, b) => a + b, 0),
    });
    let held = 0;
    for (let run = 0; run < 500; run++) {
      const { interval } = compareRates(draw(900, 0.24), draw(300, 0.2));
      if (interval && interval.low <= 1.2 && 1.2 <= interval.high) held++;
    }
    expect(held / 500).toBeGreaterThan(0.92);
    expect(held / 500).toBeLessThan(0.98);
  });
});

function deal({ count, of }: { count: number; of: number }): number[] {
  return Array.from({ length: of }, (_, index) => (index < count ? 1 : 0));
}

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
