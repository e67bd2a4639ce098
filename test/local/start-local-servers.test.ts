import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { describeProcess } from '#local/describe-process';
import { type LocalServers, startLocalServers } from '#local/start-local-servers';
import { fakeProgram } from './support/fake-program.ts';
import { scratchFolder } from './support/scratch-folder.ts';
import { query } from './support/start-scratch-postgres.ts';

const SOON = { timeout: 20_000, interval: 50 };

/** A run in a process group of its own, and the lines it prints. */
async function runStarter(dataDir: string) {
  const script = fileURLToPath(new URL('./support/starter.ts', import.meta.url));
  const loader = createRequire(import.meta.url).resolve('tsx');
  const args = ['--import', loader, script, dataDir, 'test'];
  const child = spawn(process.execPath, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const servers = JSON.parse((await lines.next()).value ?? 'null') as LocalServers;
  return { child, lines, servers, pids: await readPids(dataDir) };
}

async function readPids(dataDir: string) {
  const postmaster = await readFile(join(dataDir, 'postgres/cluster/data/postmaster.pid'), 'utf8');
  const temporal = await readFile(join(dataDir, 'temporal/temporal.json'), 'utf8');
  return {
    postgres: Number.parseInt(postmaster, 10),
    temporal: JSON.parse(temporal).pid as number,
  };
}

async function start(dataDir: string, log = (_line: string) => {}) {
  const environment = process.env;
  const servers = await startLocalServers({ dataDir, environment, namespace: 'test', log });
  onTestFinished(() => servers.stop());
  return servers;
}

async function expectBothAnswer({ databaseUrl, temporalAddress }: LocalServers) {
  expect(await query(databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  const connection = await Connection.connect({ address: temporalAddress });
  await connection.workflowService.describeNamespace({ namespace: 'test' });
  await connection.close();
}

async function kill(child: ChildProcess) {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('startLocalServers', { timeout: 90_000 }, () => {
  test('the servers outlive a Ctrl-C and a kill of their starter, and the next run has them', async () => {
    const dataDir = join(await scratchFolder(), 'data');
    const starter = await runStarter(dataDir);
    await expect(start(dataDir)).rejects.toThrow(
      `already running as process ${starter.child.pid};`,
    );

    process.kill(-Number(starter.child.pid), 'SIGINT');
    expect((await starter.lines.next()).value).toBe('SIGINT');
    await expectBothAnswer(starter.servers);

    await kill(starter.child);
    const servers = await start(dataDir);
    expect(servers).toMatchObject(JSON.parse(JSON.stringify(starter.servers)));
    expect(await readPids(dataDir)).toEqual(starter.pids);
    await expectBothAnswer(servers);

    await servers.stop();
    expect(describeProcess(starter.pids.postgres)).toBeNull();
    expect(describeProcess(starter.pids.temporal)).toBeNull();
  });

  test('a server that is killed comes back on the same address with its data', async () => {
    const dataDir = join(await scratchFolder(), 'data');
    const lines: string[] = [];
    const servers = await start(dataDir, (line) => lines.push(line));
    await query(servers.databaseUrl, 'CREATE TABLE kept ()');
    const before = await readPids(dataDir);
    process.kill(before.postgres, 'SIGKILL');
    process.kill(before.temporal, 'SIGKILL');
    await vi.waitFor(() => {
      expect(lines.filter((line) => line.includes('is up again'))).toHaveLength(2);
    }, SOON);
    await expectBothAnswer(servers);
    await query(servers.databaseUrl, 'SELECT FROM kept');
    const after = await readPids(dataDir);
    expect(after.postgres).not.toBe(before.postgres);
    expect(after.temporal).not.toBe(before.temporal);
  });

  test('what is given is used as it is, and nothing is started or locked', async () => {
    const given = { databaseUrl: 'postgres://elsewhere', temporalAddress: 'elsewhere:7233' };
    const dataDir = join(await scratchFolder(), 'data');
    const options = { dataDir, environment: {}, namespace: 'test', log: () => {}, ...given };
    expect(await startLocalServers(options)).toMatchObject({ ...given, temporalUiUrl: null });
    await expect(readPids(dataDir)).rejects.toThrow('ENOENT');
  });

  test('where Temporal cannot start, PostgreSQL is stopped again and the folder is free', async () => {
    const folder = await scratchFolder();
    const dataDir = join(folder, 'data');
    const TEMPORAL_CLI = await fakeProgram(join(folder, 'broken'), 'echo out of order; exit 1');
    const options = { dataDir, environment: { TEMPORAL_CLI }, namespace: 'test', log: () => {} };
    await expect(startLocalServers(options)).rejects.toThrow('out of order');
    await expect(readPids(dataDir)).rejects.toThrow('ENOENT');
    await expect(startLocalServers(options)).rejects.toThrow('out of order');
  });
});
