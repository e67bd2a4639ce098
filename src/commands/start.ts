import { migrate } from '#db/migrate';
import { toSafeError } from '#db/to-safe-error';
import { readAdminKey } from '#local/admin-key-file';
import { type LocalServers, startLocalServers } from '#local/start-local-servers';
import { createCleanUp } from '#runtime/clean-up';
import { installTemporalRuntime } from '#runtime/install-temporal-runtime';
import { type Core, openCore } from '#runtime/open-core';
import { readVersion } from '#runtime/read-version';
import { startApi } from '#runtime/start-api';
import { startWorker } from '#runtime/start-worker';
import { untilStopped } from '#runtime/until-stopped';
import { type Environment, readToolEnvironment } from '#src/env';
import { createLogger } from '#src/log';
import { ensureAdminKey } from '#workspaces/ensure-admin-key';
import { judgeAdminKey } from '#workspaces/judge-admin-key';
import { toBanner } from './banner.ts';
import { explainAdminKey } from './explain-admin-key.ts';
import { readReceiptSettings } from './read-receipt-settings.ts';
import { readVendorSettings } from './read-vendor-settings.ts';
import { readWebhookAllow } from './read-webhook-allow.ts';

const POOL_SIZE = 40;
/** Where what is being developed beside it listens. */
const LOOPBACK = ['127.0.0.0/8', '::1/128'];

/**
 * Everything in one process, on servers of its own where none are given: finds or starts them,
 * migrates, makes the demo workspace, serves and works until it is stopped.
 */
export async function start(environment: Environment): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const cleanUp = createCleanUp();
  const starting = new AbortController();
  const stopped = untilStopped().then((signal) => {
    starting.abort(new Error(`stopped by ${signal}`));
    return signal;
  });
  try {
    await run(environment, { say, cleanUp, starting: starting.signal });
    await stopped;
    say('Stopping: running sends finish first.');
  } catch (error) {
    if (!starting.signal.aborted) throw error;
  } finally {
    await cleanUp.run();
  }
  say('Stopped. The next start finds everything as it is now.');
}

interface StartContext {
  say(line: string): void;
  cleanUp: ReturnType<typeof createCleanUp>;
  starting: AbortSignal;
}

async function run(environment: Environment, context: StartContext): Promise<void> {
  const { say, cleanUp, starting } = context;
  say('Starting Punctual ...');
  const servers = await startLocalServers({
    dataDir: environment.DATA_DIR,
    environment: readToolEnvironment(),
    namespace: environment.TEMPORAL_NAMESPACE,
    databaseUrl: environment.DATABASE_URL,
    temporalAddress: environment.TEMPORAL_ADDRESS,
    signal: starting,
    log: (line) => say(`  ${line}`),
  });
  cleanUp.add(servers.stop);
  await migrate(servers.databaseUrl);
  starting.throwIfAborted();

  const core = await openCore(coreOptions(environment, servers));
  cleanUp.add(core.close);
  installTemporalRuntime(core.log);
  const adminKey = environment.PUNCTUAL_ADMIN_KEY ?? (await readAdminKey(environment.DATA_DIR));
  await ensureAdminKey(core.connection.db, adminKey, new Date(core.clock.nowMs()));
  const keyState = await judgeAdminKey(core.connection.db, adminKey);
  starting.throwIfAborted();

  const apiUrl = await serveAndWork(core, environment, context);
  const keyProblem = explainAdminKey(keyState, environment);
  const key = keyState.kind === 'ended' ? null : adminKey;
  say(toBanner({ apiUrl, temporalUiUrl: servers.temporalUiUrl, adminKey: key, keyProblem }));
}

async function serveAndWork(
  core: Core,
  environment: Environment,
  { cleanUp, starting }: StartContext,
): Promise<string> {
  const worker = await startWorker(core, {
    vendors: readVendorSettings(environment),
    publicUrl: environment.PUBLIC_URL,
    webhookAllow: readWebhookAllow(environment, LOOPBACK),
  });
  cleanUp.add(worker.stop);
  const api = await startApi(core, {
    host: environment.HOST,
    port: environment.PORT,
    version: readVersion(),
    receipts: readReceiptSettings(environment),
    vendors: readVendorSettings(environment),
    publicUrl: environment.PUBLIC_URL,
    webhookAllow: readWebhookAllow(environment, LOOPBACK),
  });
  cleanUp.add(api.stop);
  await Promise.race([worker.polling, untilAborted(starting)]);
  starting.throwIfAborted();
  api.started();
  return api.url;
}

function coreOptions(environment: Environment, servers: LocalServers) {
  return {
    databaseUrl: servers.databaseUrl,
    temporal: { address: servers.temporalAddress, namespace: environment.TEMPORAL_NAMESPACE },
    // Embedded, the terminal belongs to a person: what is worth a look, not each request.
    log: createLogger({
      level: environment.LOG_LEVEL === 'info' ? 'warn' : environment.LOG_LEVEL,
      toSafeError,
    }),
    poolSize: POOL_SIZE,
    name: 'punctual start',
  };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}
