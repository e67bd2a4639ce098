import { join } from 'node:path';
import { choosePort } from '#local/choose-port';
import { findTemporalCli } from '#local/find-temporal-cli';
import { startPostgres } from '#local/start-postgres';
import { startTemporal } from '#local/start-temporal';
import { type ApiClient, createApiClient } from './api-client.ts';
import { type Program, startProgram } from './program.ts';
import type { Scratch } from './scratch.ts';

/** API and workers as processes of their own, on servers that nobody starts again. */
export interface Separate {
  api: ApiClient;
  databaseUrl: string;
  /** One more worker, once it polls. */
  startWorker(): Promise<Program>;
  temporalPid(): number;
  stopTemporal(): Promise<void>;
  /** On the same port and data. */
  startTemporalAgain(): Promise<void>;
  stop(): Promise<void>;
}

const UP_WITHIN_MS = 120_000;
const ADMIN_KEY = 'pk_admin-of-the-fault-campaign';

/**
 * Starts servers and API; workers are asked for.
 *
 * @param more variables of its environment; `PORT` is chosen when it is left out.
 */
export async function startSeparate(
  scratch: Scratch,
  more: Record<string, string> = {},
): Promise<Separate> {
  const folder = await scratch.folder();
  const { postgres, temporal, again } = await startServers(folder);
  const port = more.PORT ?? String(await choosePort());
  const environment = {
    DATABASE_URL: postgres.url,
    TEMPORAL_ADDRESS: temporal.address,
    PUNCTUAL_ADMIN_KEY: ADMIN_KEY,
    PORT: port,
    LOG_LEVEL: 'info',
    ...more,
  };
  await migrate(scratch, environment);
  const run = async (command: string, line: string) => {
    const program = scratch.track(startProgram(command, environment));
    await program.untilLine(line, UP_WITHIN_MS);
    return program;
  };
  await run('api', 'the API is up');
  let current = temporal;
  return {
    api: createApiClient(`http://127.0.0.1:${port}`, ADMIN_KEY),
    databaseUrl: postgres.url,
    startWorker: () => run('worker', 'the worker is up'),
    temporalPid: () => current.pid,
    stopTemporal: () => current.stop(),
    async startTemporalAgain() {
      current = await again();
    },
    async stop() {
      await scratch.endPrograms();
      await current.stop();
      await postgres.stop();
    },
  };
}

/** They outlive a kill of ours: whoever clears the scratch finds them by the folder. */
async function startServers(folder: string) {
  const log = () => {};
  const cli = await findTemporalCli({ environment: process.env, log });
  const options = { cli, dataDir: join(folder, 'temporal'), log, namespace: 'default' };
  const [postgres, temporal] = await Promise.all([
    startPostgres({ dataDir: join(folder, 'postgres'), log }),
    startTemporal({ ...options, uiPort: null }),
  ]);
  const again = () => startTemporal({ ...options, port: temporal.port, uiPort: null });
  return { postgres, temporal, again };
}

async function migrate(scratch: Scratch, environment: Record<string, string>): Promise<void> {
  const program = scratch.track(startProgram('migrate', environment));
  const code = await program.exited;
  if (code !== 0)
    throw new Error(`punctual migrate ended with ${code}:\n${program.output.join('\n')}`);
}
