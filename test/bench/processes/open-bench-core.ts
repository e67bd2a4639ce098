import { toSafeError } from '#db/to-safe-error';
import { installTemporalRuntime } from '#runtime/install-temporal-runtime';
import { openCore } from '#runtime/open-core';
import { createLogger } from '#src/log';

/** Where a process of the benchmark finds its servers. */
export interface Place {
  databaseUrl: string;
  temporalAddress: string;
}

// As `punctual worker` has.
const POOL_SIZE = 40;

/** The core as the commands open it, but for the log: failures that are tried again are not worth a line here. */
export async function openBenchCore(place: Place, name: string) {
  const core = await openCore({
    databaseUrl: place.databaseUrl,
    temporal: { address: place.temporalAddress, namespace: 'default' },
    log: createLogger({ level: 'error', toSafeError }),
    poolSize: POOL_SIZE,
    name,
  });
  installTemporalRuntime(core.log);
  return core;
}
