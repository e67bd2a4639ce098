import { connect, type DatabaseConnection } from '#db/connect';
import type { ProviderAsks } from '../processes/provider-process.ts';
import type { Bench } from './bench.ts';
import { type Asks, type Child, startChild } from './child.ts';
import { createTenants, type Tenants } from './tenants.ts';

/** What every scenario stands on: a database, a Temporal server, a provider, two tenants. */
export interface Stage {
  databaseUrl: string;
  temporalAddress: string;
  provider: Child<ProviderAsks>;
  providerUrl: string;
  connection: DatabaseConnection;
  tenants: Tenants;
  /** Starts a process that ends with the stage. */
  start<A extends Asks>(file: string, settings?: Record<string, string>): Promise<Child<A>>;
}

const PROVIDER_ANSWERS_AFTER_MS = 5;
const POOL_SIZE = 8;

/** Runs `work` on a stage of its own, and clears all of it away. */
export async function onStage<T>(bench: Bench, work: (stage: Stage) => Promise<T>): Promise<T> {
  const cleanUps: (() => Promise<unknown>)[] = [];
  try {
    const database = await bench.servers.createDatabase();
    cleanUps.push(database.drop);
    const temporal = await bench.servers.startTemporal();
    cleanUps.push(temporal.stop);
    const provider = await startChild<ProviderAsks>('provider-process.ts', {
      answerAfterMs: PROVIDER_ANSWERS_AFTER_MS,
    });
    cleanUps.push(provider.stop);
    const connection = connect({ url: database.url, poolSize: POOL_SIZE, name: 'bench' });
    cleanUps.push(connection.close);
    const place = {
      databaseUrl: database.url,
      temporalAddress: temporal.address,
      providerUrl: await provider.ask('url', null),
    };
    return await work({
      ...place,
      provider,
      connection,
      tenants: await createTenants(connection.db),
      async start<A extends Asks>(file: string, settings = {}) {
        const child = await startChild<A>(file, { ...place, ...settings });
        cleanUps.push(child.stop);
        return child;
      },
    });
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  }
}
