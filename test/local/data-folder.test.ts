import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDataFolder } from '#local/data-folder';
import { takeLock } from '#local/take-lock';
import { scratchFolder } from './support/scratch-folder.ts';

test('a folder in use is refused, naming the process and the remedy', async () => {
  const path = join(await scratchFolder(), 'data');
  const folder = await openDataFolder(path);
  await expect(openDataFolder(path)).rejects.toThrow(
    `${path} is in use: already running as process ${process.pid}; stop it or set DATA_DIR`,
  );
  await folder.release();
  await (await openDataFolder(path)).release();
});

test('a new folder lets nobody else list it', async () => {
  const folder = await openDataFolder(join(await scratchFolder(), 'data'));
  expect((await stat(folder.path)).mode & 0o066).toBe(0);
  await folder.release();
});

test.each([
  ['whose process is gone', { pid: 2 ** 30, startedAt: 'then' }],
  ['whose pid belongs to another process now', { pid: process.pid, startedAt: 'then' }],
])('a lock %s is taken over', async (_name, holder) => {
  const folder = await scratchFolder();
  await writeFile(join(folder, 'running.7'), JSON.stringify(holder));
  const lock = await takeLock(folder, 'running');
  expect(lock.kind).toBe('taken');
  expect(await readdir(folder)).toEqual(['running.8']);
});

test('of many that take a stale lock at once, one gets it', async () => {
  const folder = await scratchFolder();
  await writeFile(join(folder, 'running.1'), JSON.stringify({ pid: 2 ** 30, startedAt: '' }));
  const attempts = await Promise.all(Array.from({ length: 20 }, () => takeLock(folder, 'running')));
  expect(attempts.filter(({ kind }) => kind === 'taken')).toHaveLength(1);
});
