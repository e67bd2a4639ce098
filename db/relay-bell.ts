import type postgres from 'postgres';

const CHANNEL = 'punctual_outbox';
// A NOTIFY for each commit would cost as much as the commits.
const RING_EVERY_MS = 10;

/** Rings for the relays of all processes, after a commit that gave them work. */
export interface RelayBell {
  ring(): void;
}

/** A bell that rings at most every 10 ms; a ring that fails is made up for by the relays' polling. */
export function createRelayBell(sql: postgres.Sql): RelayBell {
  let isWaiting = false;
  return {
    ring() {
      if (isWaiting) return;
      isWaiting = true;
      setTimeout(() => {
        isWaiting = false;
        sql.notify(CHANNEL, '').catch(() => {});
      }, RING_EVERY_MS);
    },
  };
}

/** Calls `onRing` at each ring. @returns how to stop listening. */
export async function listenToRelayBell(
  sql: postgres.Sql,
  onRing: () => void,
): Promise<() => Promise<void>> {
  const subscription = await sql.listen(CHANNEL, onRing, onRing);
  return subscription.unlisten;
}
