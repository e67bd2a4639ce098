import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import type { Download } from '#local/download-with-sdk';
import { findTestServer } from '#local/find-test-server';
import { startTestServer } from '#local/start-test-server';
import { fakeProgram } from './support/fake-program.ts';
import { scratchFolder } from './support/scratch-folder.ts';

const noDownload: Download = () => Promise.reject(new Error('no network'));
const log = () => {};
const DAY_MS = 86_400_000;

test('a workflow that sleeps 35 days ends in seconds', { timeout: 120_000 }, async (context) => {
  const started = await startTestServer({ environment: process.env, log });
  if (started.kind === 'unavailable') return context.skip(started.reason);
  const { environment } = started;
  try {
    const workflowsPath = new URL('./support/sleeping-workflow.ts', import.meta.url).pathname;
    const connection = environment.nativeConnection;
    const worker = await Worker.create({ connection, taskQueue: 'test', workflowsPath });
    const before = await environment.currentTimeMs();
    const start = { taskQueue: 'test', workflowId: 'sleeper' };
    await worker.runUntil(environment.client.workflow.execute('sleepLong', start));
    expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(35 * DAY_MS);
  } finally {
    await environment.teardown();
  }
});

test('TEMPORAL_TEST_SERVER comes before the cache', async () => {
  const folder = await scratchFolder();
  const launcher = 'punctual/temporal-test-server-1.38.0/temporal-test-server';
  const cached = await fakeProgram(join(folder, launcher), '');
  const named = await fakeProgram(join(folder, 'named'), '');
  const environment = { XDG_CACHE_HOME: folder };
  expect(await findTestServer({ environment, log })).toEqual({ kind: 'found', path: cached });
  const more = { ...environment, TEMPORAL_TEST_SERVER: named };
  expect(await findTestServer({ environment: more, log })).toEqual({ kind: 'found', path: named });
});

test('without download, Java and Maven, it says why as a value', async () => {
  const environment = { XDG_CACHE_HOME: await scratchFolder(), PATH: '' };
  const found = await findTestServer({ environment, log, download: noDownload });
  expect(found).toEqual({
    kind: 'unavailable',
    reason: 'the download failed (no network), and java and mvn are not both on the PATH',
  });
});

test('a download is kept in the cache', async () => {
  const environment = { XDG_CACHE_HOME: await scratchFolder(), PATH: '' };
  const download: Download = async (_wanted, to) => void (await fakeProgram(to, ''));
  const found = await findTestServer({ environment, log, download });
  expect(found.kind).toBe('found');
  expect(await findTestServer({ environment, log, download: noDownload })).toEqual(found);
});
