import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAdminKey } from '#local/admin-key-file';
import { scratchFolder } from './support/scratch-folder.ts';

test('all who ask at once get one key, which stays, in a file for its owner only', async () => {
  const folder = await scratchFolder();
  const keys = await Promise.all(Array.from({ length: 10 }, () => readAdminKey(folder)));
  expect(new Set([...keys, await readAdminKey(folder)]).size).toBe(1);
  expect(keys[0]).toMatch(/^pk_[\w-]{43}$/);
  expect((await stat(join(folder, 'admin-key'))).mode & 0o777).toBe(0o600);
});

test('a file that holds no key is refused without quoting it', async () => {
  const folder = await scratchFolder();
  await writeFile(join(folder, 'admin-key'), 'pk_short');
  const error = await readAdminKey(folder).catch((caught: Error) => caught);
  expect(String(error)).toContain('does not hold an admin key');
  expect(String(error)).not.toContain('pk_short');
});
