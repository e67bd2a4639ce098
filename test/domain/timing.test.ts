import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ambiguousTimes, HORIZON_MS, PAST_TOLERANCE_MS, timingKinds } from '#domain/timing';

test('T1, T2, T4: the limits and lists are those of the contract', () => {
  expect(HORIZON_MS).toBe(366 * 24 * 60 * 60 * 1000);
  expect(PAST_TOLERANCE_MS).toBe(60_000);
  expect(timingKinds).toEqual(['now', 'at', 'local', 'optimized']);
  expect(ambiguousTimes[0]).toBe('compatible');
});

test('T3: timing.ts, which workflows import, brings no zone rules with it', () => {
  const source = readFileSync(new URL('../../src/domain/timing.ts', import.meta.url), 'utf8');
  expect(source).not.toMatch(/^import (?!type)/m);
});
