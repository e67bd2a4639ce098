import { toSafeError } from '#db/to-safe-error';
import type { CoreOptions } from '#runtime/open-core';
import { type Environment, EnvironmentError } from '#src/env';
import { createLogger } from '#src/log';

/**
 * The core of a process that starts no servers of its own.
 *
 * @throws EnvironmentError when it is not told which to use.
 */
export function productionCore(
  environment: Environment,
  name: string,
  poolSize: number,
): CoreOptions {
  const { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: address } = environment;
  if (databaseUrl === undefined || address === undefined) {
    throw new EnvironmentError(
      `${name} needs DATABASE_URL and TEMPORAL_ADDRESS; punctual start brings servers of its own`,
    );
  }
  return {
    databaseUrl,
    temporal: { address, namespace: environment.TEMPORAL_NAMESPACE },
    log: createLogger({ level: environment.LOG_LEVEL, toSafeError }),
    poolSize,
    name,
  };
}
