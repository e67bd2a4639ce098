import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findTemporalCli } from '#local/find-temporal-cli';
import { startPostgres } from '#local/start-postgres';
import { startTemporal } from '#local/start-temporal';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
    temporalAddress: string;
  }
}

/** One PostgreSQL and one Temporal for a whole run; gone with it. */
export default async function startTestServers(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'punctual-test-'));
  // As root PostgreSQL runs as another user, who has to pass through.
  await chmod(folder, 0o711);
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const [postgres, temporal] = await Promise.all([
    startPostgres({ dataDir: join(folder, 'postgres'), log, durable: false }),
    findTemporalCli({ environment: process.env, log }).then((cli) =>
      startTemporal({
        cli,
        dataDir: join(folder, 'temporal'),
        log,
        namespace: 'default',
        inMemory: true,
        uiPort: null,
      }),
    ),
  ]);
  project.provide('postgresUrl', postgres.url);
  project.provide('temporalAddress', temporal.address);
  return async () => {
    await temporal.stop();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
