import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeProcess } from '#local/describe-process';
import { scratchFolder } from './support/scratch-folder.ts';
import { query, startScratchPostgres } from './support/start-scratch-postgres.ts';

describe('startPostgres', { timeout: 30_000 }, () => {
  test('a restart keeps the data, the port and the password', async () => {
    const dataDir = join(await scratchFolder(), 'postgres');
    const first = await startScratchPostgres({ dataDir });
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    await first.stop();
    expect(describeProcess(first.pid)).toBeNull();
    const second = await startScratchPostgres({ dataDir });
    expect(second).toMatchObject({ url: first.url, reused: false });
    expect(await query(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  test('it is UTF-8, durable unless told otherwise, for 200 connections on 127.0.0.1', async () => {
    const dataDir = join(await scratchFolder(), 'postgres');
    const { url, home } = await startScratchPostgres({ dataDir, durable: true });
    const shown = ['server_encoding', 'fsync', 'max_connections', 'listen_addresses'];
    const columns = shown.map((name) => `current_setting('${name}') AS ${name}`);
    const [settings] = await query(url, `SELECT ${columns}, datctype FROM pg_database LIMIT 1`);
    expect(settings).toEqual({
      server_encoding: 'UTF8',
      fsync: 'on',
      max_connections: '200',
      listen_addresses: '127.0.0.1',
      datctype: 'C.UTF-8',
    });
    await expect(query(url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow('password');
    expect((await stat(join(home, 'cluster/password'))).mode & 0o777).toBe(0o600);
  });

  test('what a failing statement quotes is not logged', async () => {
    const dataDir = join(await scratchFolder(), 'postgres');
    const { url, home } = await startScratchPostgres({ dataDir });
    await query(url, 'CREATE TABLE one (address text UNIQUE)');
    const insert = "INSERT INTO one VALUES ('ada@example.org')";
    await query(url, insert);
    await expect(query(url, insert)).rejects.toThrow('duplicate key');
    expect(await readFile(join(home, 'postgres.log'), 'utf8')).not.toContain('ada@');
  });

  test('a server that is still running is used', async () => {
    const dataDir = join(await scratchFolder(), 'postgres');
    const first = await startScratchPostgres({ dataDir });
    const again = await startScratchPostgres({ dataDir });
    expect(again).toMatchObject({ pid: first.pid, url: first.url, reused: true });
    await again.stop();
    await Promise.all([first.exited, again.exited]);
  });

  test('after a kill, a pid file that names another living process is no obstacle', async () => {
    const dataDir = join(await scratchFolder(), 'postgres');
    const first = await startScratchPostgres({ dataDir, durable: true });
    await query(first.url, 'CREATE TABLE kept ()');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const path = join(first.home, 'cluster/data/postmaster.pid');
    const [, ...rest] = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, [process.pid, ...rest].join('\n'));
    const second = await startScratchPostgres({ dataDir });
    expect(second).toMatchObject({ url: first.url, reused: false });
    await query(second.url, 'SELECT FROM kept');
  });

  test('what an interrupted initdb left is removed, and does not count as a cluster', async () => {
    const dataDir = join(await scratchFolder(), 'postgres');
    await mkdir(join(dataDir, `cluster.making-${2 ** 30}-abcd/data/base`), { recursive: true });
    await chmod(dataDir, 0o711);
    const { url, home } = await startScratchPostgres({ dataDir });
    await query(url, 'SELECT 1');
    expect((await readdir(home)).sort()).toEqual(['cluster', 'port', 'postgres.log']);
  });

  test('a port that was taken meanwhile is changed', async () => {
    const dataDir = join(await scratchFolder(), 'postgres');
    const first = await startScratchPostgres({ dataDir });
    await first.stop();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(first.port, '127.0.0.1', resolve));
    const second = await startScratchPostgres({ dataDir });
    squatter.close();
    expect(second.port).not.toBe(first.port);
    await query(second.url, 'SELECT 1');
  });

  test.runIf(process.getuid?.() === 0)(
    'for root, a folder and programs that its account cannot reach are placed elsewhere',
    async () => {
      const folder = await scratchFolder();
      const hidden = join(folder, 'hidden');
      await mkdir(hidden, { mode: 0o700 });
      const shared = { data: join(folder, 'lib'), cache: join(folder, 'cache') };
      const first = await startScratchPostgres({ dataDir: join(hidden, 'postgres'), shared });
      expect(first.home.startsWith(shared.data)).toBe(true);
      const owner = execFileSync('ps', ['-o', 'user=', '-p', String(first.pid)], {
        encoding: 'utf8',
      });
      expect(owner.trim()).not.toBe('root');
      await query(first.url, 'CREATE TABLE kept ()');
      await first.stop();
      const second = await startScratchPostgres({ dataDir: join(hidden, 'postgres'), shared });
      await query(second.url, 'SELECT FROM kept');
    },
  );
});
