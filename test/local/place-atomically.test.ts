import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeAtomically } from '#local/place-atomically';
import { scratchFolder } from './support/scratch-folder.ts';

test('of two at once, one is placed whole and the other leaves nothing', async () => {
  const folder = await scratchFolder();
  const place = (text: string) =>
    placeAtomically(join(folder, 'target'), (into) => writeFile(join(into, 'file'), text));
  await Promise.all([place('one'), place('two')]);
  expect(await readdir(folder)).toEqual(['target']);
  expect(await readFile(join(folder, 'target', 'file'), 'utf8')).toMatch(/^(one|two)$/);
});

test('a failure places nothing, and what a killed process left half-made is removed', async () => {
  const folder = await scratchFolder();
  await mkdir(join(folder, `target.making-${2 ** 30}-abcd`));
  const failing = placeAtomically(join(folder, 'target'), () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await readdir(folder)).toEqual([]);
});
