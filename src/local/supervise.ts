import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from './log.ts';
import type { ServerProcess } from './server-process.ts';

export interface StoppableServer extends ServerProcess {
  stop: () => Promise<void>;
}

export interface SuperviseOptions<Server extends StoppableServer> {
  /** For the log: "PostgreSQL". */
  name: string;
  server: Server;
  /** Starts it again on the same port and data. */
  restart: (previous: Server) => Promise<Server>;
  log: Log;
  /** The first wait before a restart; doubled for each that fails or does not last. */
  backoffMs?: number;
}

export interface Supervised<Server> {
  /** The server as it is now, or was last. */
  current: () => Server;
  /** Ends the supervision, then stops the server. */
  stop: () => Promise<void>;
}

const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 10_000;
// A server that stayed up this long was well: its next exit is a new story.
const WELL_AFTER_MS = 60_000;

/** Keeps a server up: one that exits without being asked is started again, and the log says so. */
export function supervise<Server extends StoppableServer>(
  options: SuperviseOptions<Server>,
): Supervised<Server> {
  const stopping = new AbortController();
  const state = { server: options.server };
  const watching = watch(options, state, stopping.signal);
  const stop = async () => {
    stopping.abort();
    await watching;
    await state.server.stop();
  };
  return { current: () => state.server, stop };
}

async function watch<Server extends StoppableServer>(
  { name, restart, log, backoffMs = FIRST_BACKOFF_MS }: SuperviseOptions<Server>,
  state: { server: Server },
  signal: AbortSignal,
): Promise<void> {
  const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve));
  let waitMs = backoffMs;
  while (!signal.aborted) {
    const upSince = performance.now();
    await Promise.race([state.server.exited, stopped]);
    if (performance.now() - upSince > WELL_AFTER_MS) waitMs = backoffMs;
    if (signal.aborted) return;
    log(`${name} (process ${state.server.pid}) is gone: starting it again in ${waitMs} ms`);
    await delay(waitMs, undefined, { signal, ref: false }).catch(() => {});
    waitMs = Math.min(2 * waitMs, LONGEST_BACKOFF_MS);
    if (signal.aborted) return;
    try {
      state.server = await restart(state.server);
      log(`${name} is up again (process ${state.server.pid})`);
    } catch (error) {
      log(`${name} did not come up again: ${error instanceof Error ? error.message : error}`);
    }
  }
}
