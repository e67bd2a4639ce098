import { expect, test } from 'vitest';
import { isNewTarget } from '#domain/delivery';

const awaited = { version: 3, dueAtMs: 1_000 };

test.each([
  ['a newer version, earlier', { version: 4, dueAtMs: 1 }, true],
  ['an older version, later', { version: 2, dueAtMs: 9_000 }, false],
  ['the same version, later', { version: 3, dueAtMs: 1_001 }, true],
  ['the same version at the same time', { version: 3, dueAtMs: 1_000 }, false],
  ['the same version, earlier', { version: 3, dueAtMs: 999 }, false],
])('what a workflow waits for changes by %s, or not', (_, target, isNew) => {
  expect(isNewTarget(target, awaited)).toBe(isNew);
});
