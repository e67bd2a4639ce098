import type { Database } from '#db/connect';
import {
  finishRelayItems,
  postponeRelayItems,
  type RelayItem,
  takeRelayItems,
} from '#db/relay-queue';
import { decideRelay } from './decide-relay.ts';
import { COMPANY_SPAN_MS } from './decide-wake.ts';
import type { Deliveries } from './deliveries.ts';
import { pauseAfter, type Relay, startRelayLoop } from './relay-loop.ts';

export interface RelayDeps {
  /** The owner's connection: it sees all workspaces. */
  db: Database;
  deliveries: Deliveries;
  clock: { nowMs(): number };
  onError(what: string, error: unknown): void;
}

const CHUNK = 50;

/**
 * Brings Temporal in line with the messages that changed, for as long as it is not stopped. Any
 * number of processes may do so at once.
 */
export function startRelay(deps: RelayDeps): Relay {
  return startRelayLoop(async () => (await relayChunk(deps)) === CHUNK);
}

async function relayChunk(deps: RelayDeps): Promise<number> {
  try {
    const items = await takeRelayItems(
      deps.db,
      new Date(deps.clock.nowMs()),
      CHUNK,
      COMPANY_SPAN_MS,
    );
    if (items.length === 0) return 0;
    const results = await Promise.allSettled(items.map((item) => relayOne(deps, item)));
    const failed = items.filter((_, index) => results[index]?.status === 'rejected');
    await finishRelayItems(
      deps.db,
      items.filter((_, index) => results[index]?.status === 'fulfilled'),
    );
    await postpone(deps, failed);
    // One stands for all: they failed for one reason.
    const failure = results.find((result) => result.status === 'rejected');
    if (failure) deps.onError('relay', failure.reason);
    return failed.length === 0 ? items.length : 0;
  } catch (error) {
    deps.onError('relay', error);
    return 0;
  }
}

async function relayOne(deps: RelayDeps, item: RelayItem): Promise<void> {
  const { messageId, message, isNew } = item;
  if (!message) return;
  const now = new Date(deps.clock.nowMs());
  const action = decideRelay({ ...message, isNew }, now, Math.random());
  const target = { version: message.version, dueAtMs: message.dueAt.getTime() };
  const delivery = { messageId, target, ...message };
  switch (action.kind) {
    case 'none':
      return;
    case 'start':
      return deps.deliveries.start(delivery, action.delayMs);
    case 'reschedule':
      return deps.deliveries.reschedule(delivery);
    case 'cancel':
      return deps.deliveries.cancel(delivery);
    case 'contactDeleted':
      return deps.deliveries.contactDeleted(delivery);
    case 'deliveryReported':
      return deps.deliveries.deliveryReported(delivery);
  }
}

async function postpone(deps: RelayDeps, failed: readonly RelayItem[]): Promise<void> {
  const tries = Math.max(0, ...failed.map((item) => item.tries));
  await postponeRelayItems(deps.db, failed, new Date(deps.clock.nowMs() + pauseAfter(tries)));
}
