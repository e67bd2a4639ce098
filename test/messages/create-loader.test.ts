import { expect, test } from 'vitest';
import { createLoader } from '#messages/create-loader';

/** A loader of upper cases, and the keys of each of its statements. */
function startLoader(failures = 0) {
  const statements: string[][] = [];
  const load = createLoader({
    nameOf: (key: string) => key,
    load: async (keys) => {
      statements.push([...keys]);
      if (statements.length <= failures) throw new Error('no answer');
      return new Map(keys.filter((key) => key !== 'none').map((key) => [key, key.toUpperCase()]));
    },
  });
  return { load, statements };
}

test('what is asked for in one turn goes in one statement, each key once', async () => {
  const { load, statements } = startLoader();
  expect(await Promise.all(['a', 'b', 'a', 'none'].map(load))).toEqual(['A', 'B', 'A', null]);
  expect(statements).toEqual([['a', 'b', 'none']]);
});

test('what was asked for is not read again; what comes later goes together again', async () => {
  const { load, statements } = startLoader();
  await load('a');
  expect(await Promise.all(['a', 'b', 'c'].map(load))).toEqual(['A', 'B', 'C']);
  expect(statements).toEqual([['a'], ['b', 'c']]);
});

test('a statement that fails fails for all who asked, and for nobody after them', async () => {
  const { load } = startLoader(1);
  const results = await Promise.allSettled(['a', 'b'].map(load));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await load('c')).toBe('C');
});
