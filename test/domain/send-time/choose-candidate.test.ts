import { describe, expect, it } from 'vitest';
import { chooseCandidate } from '#domain/send-time/choose-candidate';

function chosen(...values: number[]): number | undefined {
  return choose(values, true);
}

function choose(values: readonly number[], climbs: boolean): number | undefined {
  const candidates = values.map((value, atMs) => ({ atMs, value, mass: value }));
  return chooseCandidate(candidates, { tau: 0.95, climbs })?.atMs;
}

describe('the moment that is chosen', () => {
  it('is on the earliest hill that is nearly the best one', () => {
    expect(chosen(1, 9.6, 2, 3, 10, 1)).toBe(1);
    expect(chosen(1, 9.4, 2, 3, 10, 1)).toBe(4);
  });

  it('is the top of that hill, not its foot', () => {
    expect(chosen(1, 9.6, 9.7, 9.8, 9.7, 10)).toBe(3);
  });

  it('is the first that is nearly the best, where values are not climbed', () => {
    expect(choose([1, 9.6, 9.7, 9.8, 9.7, 10], false)).toBe(1);
  });

  it('is the first of a plateau', () => {
    expect(chosen(1, 10, 10, 10)).toBe(1);
  });

  it('is now where now is nearly the best, and where all moments are alike', () => {
    expect(chosen(9.6, 9.7, 10)).toBe(0);
    expect(chosen(1, 1 + 1e-12, 1 + 2e-12)).toBe(0);
  });

  it('is none where there are no candidates', () => {
    expect(chosen()).toBeUndefined();
  });
});
