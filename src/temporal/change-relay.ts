import {
  finishChangedRows,
  postponeChangedRows,
  type TendedTable,
  takeChangedRows,
} from '#db/changed-rows';
import type { RelayDeps } from './relay.ts';
import { pauseAfter, type Relay, startRelayLoop } from './relay-loop.ts';
import type { TendingWorkflows } from './tending-workflows.ts';

export interface ChangeRelayDeps extends Omit<RelayDeps, 'deliveries'> {
  /** Whose rows' changes are told. */
  table: TendedTable;
  workflows: Pick<TendingWorkflows, 'changed'>;
}

const CHUNK = 50;

/**
 * Tells the workflows of batches, or of endpoints, of what changed, for as long as it is not
 * stopped. Beside the relay of messages: a row may be locked for a moment, and no message waits for
 * that.
 */
export function startChangeRelay(deps: ChangeRelayDeps): Relay {
  let failures = 0;
  return startRelayLoop(async () => {
    try {
      const { took, failed } = await relayChunk(deps, failures);
      failures = failed === 0 ? 0 : failures + 1;
      return took === CHUNK && failed === 0;
    } catch (error) {
      deps.onError(nameOf(deps), error);
      return false;
    }
  });
}

async function relayChunk(
  deps: ChangeRelayDeps,
  failures: number,
): Promise<{ took: number; failed: number }> {
  const { db, table, workflows, clock } = deps;
  const changed = await takeChangedRows(db, table, { now: new Date(clock.nowMs()), limit: CHUNK });
  const results = await Promise.allSettled(changed.map(({ id }) => workflows.changed(id)));
  const withStatus = (status: string) =>
    changed.filter((_, index) => results[index]?.status === status);
  await finishChangedRows(db, table, withStatus('fulfilled'));
  const failed = withStatus('rejected');
  const relayAt = new Date(clock.nowMs() + pauseAfter(failures));
  await postponeChangedRows(db, table, { failed, relayAt });
  // One stands for all: they failed for one reason.
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) deps.onError(nameOf(deps), failure.reason);
  return { took: changed.length, failed: failed.length };
}

function nameOf({ table }: ChangeRelayDeps): string {
  return `relay of ${table}`;
}
