import {
  type ChangedRow,
  finishChangedRows,
  postponeChangedRows,
  type TendedTable,
  takeBusyRow,
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

interface Told {
  took: number;
  failed: number;
}

const CHUNK = 50;

/**
 * Tells the workflows of batches, or of endpoints, of what changed, for as long as it is not
 * stopped. Beside the relay of messages: a row may be locked for a moment, and no message waits for
 * that, nor does another row.
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

async function relayChunk(deps: ChangeRelayDeps, failures: number): Promise<Told> {
  const { db, table, clock } = deps;
  const now = new Date(clock.nowMs());
  const { taken, busy } = await takeChangedRows(db, table, { now, limit: CHUNK });
  const told = await tell(deps, taken, failures);
  for (const id of busy) {
    const row = await takeBusyRow(db, table, { id, now: new Date(clock.nowMs()) });
    const { took, failed } = await tell(deps, row ? [row] : [], failures);
    told.took += took;
    told.failed += failed;
  }
  return told;
}

async function tell(
  deps: ChangeRelayDeps,
  changed: readonly ChangedRow[],
  failures: number,
): Promise<Told> {
  const { db, table, workflows, clock } = deps;
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
