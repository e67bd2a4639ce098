import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { describeProcess } from '#local/describe-process';
import { findTemporalCli } from '#local/find-temporal-cli';
import { startTemporal, type TemporalOptions } from '#local/start-temporal';
import { scratchFolder } from './support/scratch-folder.ts';

describe('startTemporal', { timeout: 60_000 }, () => {
  let cli = '';
  beforeAll(async () => {
    cli = await findTemporalCli({ environment: process.env, log: console.log });
  }, 900_000);

  async function start(dataDir: string, more: Partial<TemporalOptions> = {}) {
    const server = await startTemporal({ cli, dataDir, namespace: 'test', log: () => {}, ...more });
    onTestFinished(() => server.stop());
    return server;
  }

  async function describeNamespace(address: string, namespace: string) {
    const connection = await Connection.connect({ address });
    const description = await connection.workflowService.describeNamespace({ namespace });
    await connection.close();
    return description.namespaceInfo?.name;
  }

  test('it serves the namespace and the Web UI; a restart keeps data and ports', async () => {
    const dataDir = join(await scratchFolder(), 'temporal');
    const first = await start(dataDir);
    expect(await describeNamespace(first.address, 'test')).toBe('test');
    expect((await fetch(String(first.uiUrl))).status).toBe(200);
    await first.stop();
    expect(describeProcess(first.pid)).toBeNull();
    const second = await start(dataDir, { namespace: 'other' });
    expect(second).toMatchObject({ address: first.address, uiUrl: first.uiUrl, reused: false });
    expect(await describeNamespace(second.address, 'test')).toBe('test');
  });

  test('one that is still running is used, one without the wanted namespace is replaced', async () => {
    const dataDir = join(await scratchFolder(), 'temporal');
    const options = { inMemory: true, uiPort: null };
    const first = await start(dataDir, options);
    expect(first.uiUrl).toBeNull();
    const again = await start(dataDir, options);
    expect(again).toMatchObject({ pid: first.pid, address: first.address, reused: true });
    const other = await start(dataDir, { ...options, namespace: 'other' });
    expect(other.reused).toBe(false);
    await Promise.all([first.exited, again.exited]);
  });

  test('a remembered pid that now belongs to another process is left alone', async () => {
    const dataDir = join(await scratchFolder(), 'temporal');
    const options = { inMemory: true, uiPort: null };
    await (await start(dataDir, options)).stop();
    const path = join(dataDir, 'temporal.json');
    const state = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...state, pid: process.pid }));
    expect((await start(dataDir, options)).reused).toBe(false);
  });

  test('a server that does not start says how its log ends', async () => {
    const dataDir = join(await scratchFolder(), 'temporal');
    await expect(start(dataDir, { cli: '/bin/false' })).rejects.toThrow('Temporal did not start');
  });
});
