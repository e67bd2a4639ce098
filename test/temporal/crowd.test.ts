import { afterAll, beforeAll, expect, test } from 'vitest';
import { findEnded } from '#db/messages/find-unreconciled';
import { MOST_WAKES } from '#domain/delivery';
import { cloneMessages } from '#test/support/clone-messages';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const AHEAD_MS = 6_000;
const CROWD = 60;
const LATE_MS = 45_000;

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

/** When the workflow's first task was due. */
async function wokenAtMs(id: string): Promise<number> {
  const { events } = await system.client.workflow.getHandle(id).fetchHistory();
  const { seconds, nanos } = events?.[1]?.eventTime ?? {};
  return Number(seconds) * 1_000 + Number(nanos) / 1_000_000;
}

test('a crowd is sent while its workflows sleep; they wake one after the other, and close', async () => {
  const { id } = await system.schedule({ sendAt: system.inMs(AHEAD_MS) });
  const ids = [id, ...(await cloneMessages(system, id, CROWD - 1))];
  await Promise.all(ids.map((one) => system.untilWorkflow(one, 'RUNNING')));
  await Promise.all(ids.map((one) => system.untilStatus(one, 'sent', LATE_MS)));
  // The reconciler leaves them to themselves.
  const { db } = system.core.connection;
  const { dueAt } = await system.row(id);
  expect(await findEnded(db, ids, dueAt)).toEqual([]);
  expect(await findEnded(db, ids, new Date(dueAt.getTime() + 1))).toHaveLength(CROWD);

  const ended = await Promise.all(ids.map((one) => system.client.workflow.getHandle(one).result()));
  expect(ended).toEqual(ids.map(() => ({ ended: 'delivered' })));
  const wokenMs = await Promise.all(ids.map(wokenAtMs));
  // Those that came first were no crowd yet.
  const late = wokenMs.filter((ms) => ms > dueAt.getTime());
  expect(late.length).toBeGreaterThanOrEqual(CROWD - 2 * MOST_WAKES);
  for (const one of ids) {
    const sunk = await system.sunk(one);
    expect(sunk).toHaveLength(1);
    expect(sunk[0]?.deliveredAt.getTime()).toBeGreaterThanOrEqual(dueAt.getTime());
  }
});
