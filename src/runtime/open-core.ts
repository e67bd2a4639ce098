import type { Registry } from 'prom-client';
import { type Clock, startClock } from '#db/clock';
import { connect, type DatabaseConnection } from '#db/connect';
import { shippedZoneRules, type ZoneRules } from '#domain/time-zone';
import type { Logger } from '#src/log';
import { createMetricsRegistry } from '#src/metrics';
import { gaugeRelay } from './gauge-relay.ts';

/** What api and worker have in common. */
export interface Core {
  connection: DatabaseConnection;
  clock: Clock;
  zoneRules: ZoneRules;
  temporal: { address: string; namespace: string };
  registry: Registry;
  log: Logger;
}

export interface CoreOptions {
  databaseUrl: string;
  temporal: Core['temporal'];
  log: Logger;
  poolSize: number;
  /** Shown in `pg_stat_activity`. */
  name: string;
  /** Another set of zone rules than the shipped one. */
  zoneRules?: ZoneRules | undefined;
}

/** Connects to PostgreSQL and reads its clock. @throws when it cannot be reached. */
export async function openCore(options: CoreOptions): Promise<Core & { close(): Promise<void> }> {
  const { databaseUrl, temporal, log, poolSize, name } = options;
  const connection = connect({ url: databaseUrl, poolSize, name });
  const clock = await startClock(connection.sql).catch(async (error) => {
    await connection.close();
    throw error;
  });
  const registry = createMetricsRegistry();
  gaugeRelay(registry, connection.db);
  return {
    connection,
    clock,
    zoneRules: options.zoneRules ?? shippedZoneRules(),
    temporal,
    registry,
    log,
    async close() {
      clock.stop();
      await connection.close();
    },
  };
}
