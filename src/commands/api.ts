import { createCleanUp } from '#runtime/clean-up';
import { openCore } from '#runtime/open-core';
import { readVersion } from '#runtime/read-version';
import { startApi } from '#runtime/start-api';
import { untilStopped } from '#runtime/until-stopped';
import type { Environment } from '#src/env';
import { ensureAdminKey } from '#workspaces/ensure-admin-key';
import { judgeAdminKey } from '#workspaces/judge-admin-key';
import { explainAdminKey } from './explain-admin-key.ts';
import { productionCore } from './production-core.ts';
import { readReceiptSettings } from './read-receipt-settings.ts';
import { readVendorSettings } from './read-vendor-settings.ts';
import { readWebhookAllow } from './read-webhook-allow.ts';
import { requireMigrated } from './require-migrated.ts';

const POOL_SIZE = 20;

/** The HTTP API alone, on servers that are given; any number of them may run. */
export async function api(environment: Environment): Promise<void> {
  const stopped = untilStopped();
  const cleanUp = createCleanUp();
  try {
    const core = await openCore(productionCore(environment, 'punctual api', POOL_SIZE));
    cleanUp.add(core.close);
    await requireMigrated(core.connection.sql);
    const { PUNCTUAL_ADMIN_KEY: adminKey, HOST: host, PORT: port } = environment;
    if (adminKey) {
      await ensureAdminKey(core.connection.db, adminKey, new Date(core.clock.nowMs()));
      const state = await judgeAdminKey(core.connection.db, adminKey);
      const problem = explainAdminKey(state, environment);
      if (problem) core.log.warn({ mend: problem.mend }, problem.detail);
    }
    const server = await startApi(core, {
      host,
      port,
      version: readVersion(),
      receipts: readReceiptSettings(environment),
      vendors: readVendorSettings(environment),
      publicUrl: environment.PUBLIC_URL,
      webhookAllow: readWebhookAllow(environment),
    });
    cleanUp.add(server.stop);
    server.started();
    core.log.info({ listening: server.url }, 'the API is up');
    await stopped;
  } finally {
    await cleanUp.run();
  }
}
