import {
  finishChangedEndpoints,
  postponeChangedEndpoints,
  takeChangedEndpoints,
} from '#db/webhooks/endpoint-relay';
import type { RelayDeps } from './relay.ts';
import type { Relay } from './relay-loop.ts';
import type { WebhookRetries } from './webhook-retries.ts';

export interface WebhookRelayDeps extends Omit<RelayDeps, 'deliveries'> {
  retries: Pick<WebhookRetries, 'changed'>;
}

const CHUNK = 20;
/** Makes up for a bell that was not heard; nothing of it is urgent. */
const POLL_EVERY_MS = 500;
/** After a failure: Temporal is away, and comes back for all. */
const PAUSE_MS = 2_000;

/** Tells workflows of endpoints that changed, for as long as it is not stopped. */
export function startWebhookRelay(deps: WebhookRelayDeps): Relay {
  let isStopped = false;
  let isRung = true;
  let ring: () => void = () => {};

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

/** @returns how many were told. */
async function relayChunk({ db, retries, clock, onError }: WebhookRelayDeps): Promise<number> {
  try {
    const changed = await takeChangedEndpoints(db, new Date(clock.nowMs()), CHUNK);
    const results = await Promise.allSettled(
      changed.map(({ endpointId }) => retries.changed(endpointId)),
    );
    const failure = results.find((result) => result.status === 'rejected');
    const isTold = (_: unknown, index: number) => results[index]?.status === 'fulfilled';
    const told = changed.filter(isTold);
    await finishChangedEndpoints(db, told);
    const failed = changed.filter((each) => !told.includes(each));
    await postponeChangedEndpoints(db, failed, new Date(clock.nowMs() + PAUSE_MS));
    // One stands for all: they failed for one reason.
    if (failure) onError('webhook relay', failure.reason);
    return told.length;
  } catch (error) {
    onError('webhook relay', error);
    return 0;
  }
}
