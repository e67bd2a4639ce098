import { Gauge, type Registry } from 'prom-client';
import type { Database } from '#db/connect';
import { countRelayItems } from '#db/relay-queue';

/** Shows how many messages wait for the relay: it grows while Temporal is away. */
export function gaugeRelay(registry: Registry, db: Database): void {
  new Gauge({
    name: 'punctual_relay_waiting',
    help: 'Messages whose workflow has to be brought in line',
    registers: [registry],
    async collect() {
      // Without a database there is nothing to show, and the other figures are still wanted.
      const waiting = await countRelayItems(db).catch(() => Number.NaN);
      this.set(waiting);
    },
  });
}
