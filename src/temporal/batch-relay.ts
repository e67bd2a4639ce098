import { finishChangedBatches, postponeChangedBatches, takeChangedBatches } from '#db/batch-relay';
import type { BatchWorkflows } from './batch-workflows.ts';
import type { RelayDeps } from './relay.ts';
import { pauseAfter, type Relay, startRelayLoop } from './relay-loop.ts';

export interface BatchRelayDeps extends Omit<RelayDeps, 'deliveries'> {
  batches: BatchWorkflows;
}

const CHUNK = 50;

/**
 * Tells batches' workflows of what changed, for as long as it is not stopped. Beside the relay of
 * messages: a batch may be locked for a moment, and no message waits for that.
 */
export function startBatchRelay(deps: BatchRelayDeps): Relay {
  let failures = 0;
  return startRelayLoop(async () => {
    try {
      const { took, failed } = await relayChunk(deps, failures);
      failures = failed === 0 ? 0 : failures + 1;
      return took === CHUNK && failed === 0;
    } catch (error) {
      deps.onError('relay of batches', error);
      return false;
    }
  });
}

async function relayChunk(
  deps: BatchRelayDeps,
  failures: number,
): Promise<{ took: number; failed: number }> {
  const changed = await takeChangedBatches(deps.db, new Date(deps.clock.nowMs()), CHUNK);
  const results = await Promise.allSettled(changed.map(({ id }) => deps.batches.changed(id)));
  const withStatus = (status: string) =>
    changed.filter((_, index) => results[index]?.status === status);
  await finishChangedBatches(deps.db, withStatus('fulfilled'));
  const failed = withStatus('rejected');
  const again = new Date(deps.clock.nowMs() + pauseAfter(failures));
  await postponeChangedBatches(deps.db, failed, again);
  // One stands for all: they failed for one reason.
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) deps.onError('relay of batches', failure.reason);
  return { took: changed.length, failed: failed.length };
}
