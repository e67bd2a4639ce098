import { expect, test } from 'vitest';
import { createCleanUp } from '#runtime/clean-up';

test('what was started is undone in the opposite order, whatever fails; the first failure is told', async () => {
  const undone: string[] = [];
  const cleanUp = createCleanUp();
  for (const name of ['first', 'second', 'third']) {
    cleanUp.add(async () => {
      undone.push(name);
      if (name !== 'first') throw new Error(name);
    });
  }
  await expect(cleanUp.run()).rejects.toThrow('third');
  expect(undone).toEqual(['third', 'second', 'first']);
});

test('of two calls at once the second waits, and undoes nothing twice or out of turn', async () => {
  const undone: string[] = [];
  const cleanUp = createCleanUp();
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  cleanUp.add(async () => {
    undone.push('first');
  });
  cleanUp.add(async () => {
    await gate;
    undone.push('second');
  });
  const both = Promise.all([cleanUp.run(), cleanUp.run()]);
  open();
  await both;
  expect(undone).toEqual(['second', 'first']);
});
