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

export interface RelayDeps {
  /** The owner's connection: it sees all workspaces. */
  db: Database;
  deliveries: Deliveries;
  clock: { nowMs(): number };
  onError(what: string, error: unknown): void;
}

export interface Relay {
  /** There is work, or may be. */
  wake(): void;
  stop(): Promise<void>;
}

const CHUNK = 50;
/** Makes up for a bell that was not heard. */
const POLL_EVERY_MS = 500;
/** After a failure: not so often that a server that comes back is stormed. */
const FIRST_PAUSE_MS = 250;
const LAST_PAUSE_MS = 2_000;

/**
 * Brings Temporal in line with the messages that changed, for as long as it is not stopped. Any
 * number of processes may do so at once.
 */
export function startRelay(deps: RelayDeps): Relay {
  let isStopped = false;
  let ring: () => void = () => {};
  let isRung = true;

  async function run(): Promise<void> {
    while (!isStopped) {
      isRung = false;
      const took = await relayChunk(deps);
      if (took === CHUNK || isRung || isStopped) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_EVERY_MS);
        ring = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  const running = run();
  return {
    wake() {
      isRung = true;
      ring();
    },
    async stop() {
      isStopped = true;
      ring();
      await running;
    },
  };
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
  const pauseMs = Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries, 10));
  await postponeRelayItems(deps.db, failed, new Date(deps.clock.nowMs() + pauseMs));
}
