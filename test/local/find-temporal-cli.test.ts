import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Download } from '#local/download-with-sdk';
import { findTemporalCli } from '#local/find-temporal-cli';
import { fakeProgram } from './support/fake-program.ts';
import { scratchFolder } from './support/scratch-folder.ts';

const noDownload: Download = () => Promise.reject(new Error('no network'));
const log = () => {};

async function machine() {
  const folder = await scratchFolder();
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const environment = { HOME: folder, PATH: `${bin}:/usr/bin:/bin` };
  const cached = join(folder, '.cache/punctual/temporal-cli-1.5.1/temporal');
  return { folder, bin, environment, cached };
}

test('TEMPORAL_CLI comes first, then the PATH, then the cache', async () => {
  const { folder, bin, environment, cached } = await machine();
  const named = await fakeProgram(join(folder, 'named'), '');
  await fakeProgram(cached, '');
  const find = (more = {}) => findTemporalCli({ environment: { ...environment, ...more }, log });
  expect(await find()).toBe(cached);
  const onPath = await fakeProgram(join(bin, 'temporal'), '');
  expect(await find()).toBe(onPath);
  expect(await find({ TEMPORAL_CLI: named })).toBe(named);
});

test('a TEMPORAL_CLI that is no program is an error, not a reason to look elsewhere', async () => {
  const { environment, cached } = await machine();
  await fakeProgram(cached, '');
  const find = findTemporalCli({ environment: { ...environment, TEMPORAL_CLI: '/no/such' }, log });
  await expect(find).rejects.toThrow('TEMPORAL_CLI must be the path of an executable file');
});

test('XDG_CACHE_HOME moves the cache, and a download is kept there', async () => {
  const { folder, environment } = await machine();
  const download = vi.fn<Download>((_wanted, to) => writeFile(to, '', { mode: 0o755 }));
  const options = {
    environment: { ...environment, XDG_CACHE_HOME: join(folder, 'x') },
    log,
    download,
  };
  const expected = join(folder, 'x/punctual/temporal-cli-1.5.1/temporal');
  expect(await findTemporalCli(options)).toBe(expected);
  expect(await findTemporalCli(options)).toBe(expected);
  expect(download).toHaveBeenCalledOnce();
});

test('where no download is possible, Go builds it once, however many ask', async () => {
  const { folder, bin, environment, cached } = await machine();
  const build = `echo "$@" >> ${folder}/runs; echo '#!/bin/sh' > $GOBIN/temporal; chmod +x $GOBIN/temporal`;
  await fakeProgram(join(bin, 'go'), build);
  const find = () => findTemporalCli({ environment, log, download: noDownload });
  expect(await Promise.all([find(), find()])).toEqual([cached, cached]);
  expect(await readdir(join(cached, '..'))).toEqual(['temporal']);
  const runs = await readFile(join(folder, 'runs'), 'utf8');
  expect(runs).toBe('install github.com/temporalio/cli/cmd/temporal@v1.5.1\n');
});

test('when every way fails, the error names them all and how to mend it', async () => {
  const { bin, environment, cached } = await machine();
  await fakeProgram(join(bin, 'go'), 'echo no module proxy >&2; exit 1');
  const find = findTemporalCli({ environment, log, download: noDownload });
  const { message } = await find.then(
    () => new Error(),
    (error: Error) => error,
  );
  for (const part of [
    'TEMPORAL_CLI',
    'PATH',
    cached,
    'no network',
    'no module proxy',
    'TEMPORAL_ADDRESS',
  ]) {
    expect(message).toContain(part);
  }
  expect(await readdir(join(cached, '../..'))).toEqual(['temporal-cli-lock.1']);
});

test('an aborted search stops the build and says so', async () => {
  const { bin, environment } = await machine();
  await fakeProgram(join(bin, 'go'), 'exec sleep 60');
  const abort = new AbortController();
  const find = findTemporalCli({
    environment,
    log: (line) => line.includes('go install') && abort.abort(new Error('interrupted')),
    download: noDownload,
    signal: abort.signal,
  });
  await expect(find).rejects.toThrow('interrupted');
});
