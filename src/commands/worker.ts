import { createCleanUp } from '#runtime/clean-up';
import { installTemporalRuntime } from '#runtime/install-temporal-runtime';
import { openCore } from '#runtime/open-core';
import { startWorker } from '#runtime/start-worker';
import { untilStopped } from '#runtime/until-stopped';
import type { Environment } from '#src/env';
import { productionCore } from './production-core.ts';
import { readVendorSettings } from './read-vendor-settings.ts';
import { readWebhookAllow } from './read-webhook-allow.ts';
import { requireMigrated } from './require-migrated.ts';

const POOL_SIZE = 40;

/** Relay and worker alone, on servers that are given; any number of them may run. */
export async function worker(environment: Environment): Promise<void> {
  const stopped = untilStopped();
  const cleanUp = createCleanUp();
  try {
    const core = await openCore(productionCore(environment, 'punctual worker', POOL_SIZE));
    cleanUp.add(core.close);
    await requireMigrated(core.connection.sql);
    installTemporalRuntime(core.log);
    const running = await startWorker(core, {
      vendors: readVendorSettings(environment),
      publicUrl: environment.PUBLIC_URL,
      webhookAllow: readWebhookAllow(environment),
    });
    cleanUp.add(running.stop);
    running.polling.then(
      () => core.log.info('the worker is up'),
      () => {},
    );
    await stopped;
  } finally {
    await cleanUp.run();
  }
}
