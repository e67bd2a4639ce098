import { expect, test } from 'vitest';
import { createTurns } from '#messages/create-turns';

test('work of many callers is done in their order, and others have their turn in between', async () => {
  const inTurn = createTurns();
  const done: number[] = [];
  let others = 0;
  const count = () => {
    others++;
    if (done.length < 100) setImmediate(count);
  };
  setImmediate(count);
  const all = Array.from({ length: 100 }, (_, index) => inTurn(() => done.push(index)));
  expect(await Promise.all(all)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  expect(done).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect(others).toBeGreaterThanOrEqual(4);
});

test('after work that takes long, others have their turn at once', async () => {
  const inTurn = createTurns();
  let others = 0;
  setImmediate(() => others++);
  const busy = () => {
    const beganMs = performance.now();
    while (performance.now() - beganMs < 12);
  };
  const [, seen] = await Promise.all([inTurn(busy), inTurn(() => others)]);
  expect(seen).toBe(1);
});

test('what fails fails for its caller alone', async () => {
  const inTurn = createTurns();
  const failed = inTurn(() => {
    throw new Error('no');
  });
  const next = inTurn(() => 'yes');
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
