import { expect, test } from 'vitest';
import { createShortMemory } from '#providers/short-memory';

test('what is kept is forgotten at its time', () => {
  let nowMs = 0;
  const memory = createShortMemory<boolean>(10, () => nowMs);
  memory.keep('a', false, 100);
  nowMs = 99;
  expect(memory.recall('a')).toBe(false);
  nowMs = 100;
  expect(memory.recall('a')).toBeNull();
  expect(memory.recall('b')).toBeNull();
});

test('of more than it holds, what was kept first is forgotten; kept anew it stays', () => {
  const memory = createShortMemory<number>(2);
  memory.keep('a', 1, 1_000);
  memory.keep('b', 2, 1_000);
  memory.keep('a', 3, 1_000);
  expect([memory.recall('a'), memory.recall('b')]).toEqual([3, 2]);
  memory.keep('c', 4, 1_000);
  expect([memory.recall('a'), memory.recall('b'), memory.recall('c')]).toEqual([3, null, 4]);
});
