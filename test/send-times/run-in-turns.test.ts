import { expect, test } from 'vitest';
import { runInTurns } from '#send-times/run-in-turns';

/** Work that takes some turns on any machine, and goes on until it is told to end. */
function* steps(until: () => boolean): Generator<void, string> {
  while (!until()) yield;
  return 'done';
}

test('T4: long work lets others have their turn between its steps', async () => {
  let others = 0;
  const count = () => {
    others++;
    if (others < 5) setImmediate(count);
  };
  setImmediate(count);
  expect(await runInTurns(steps(() => others === 5))).toEqual({ value: 'done' });
});

test('work that is stopped ends at its next step', async () => {
  const stopping = new AbortController();
  setImmediate(() => stopping.abort());
  expect(
    await runInTurns(
      steps(() => false),
      stopping.signal,
    ),
  ).toBe(null);
});

test('work that fails fails for who asked for it', async () => {
  const failing = steps(() => {
    throw new Error('no');
  });
  await expect(runInTurns(failing)).rejects.toThrow('no');
});
