import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeRelayItems } from '#db/relay-queue';
import { cloneMessages } from '#test/support/clone-messages';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const SPAN_MS = 1_000;
const CROWD = 30;
// A whole second, and one of another span beside it.
const instant = Date.parse('2027-01-15T09:00:00Z');

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

const dueAt = (ms: number) => system.schedule({ sendAt: new Date(instant + ms).toISOString() });

test('singles are no company of a crowd that is due in the same second', async () => {
  const one = await dueAt(0);
  await cloneMessages(system, one.id, CROWD - 1);
  const singles = [await dueAt(1), await dueAt(500), await dueAt(999)];
  const alone = [await dueAt(-1), await dueAt(SPAN_MS)];
  const canceled = await dueAt(700);
  await system.cancel(canceled.id);

  const now = new Date(system.core.clock.nowMs());
  const items = await takeRelayItems(system.core.connection.db, now, 100, SPAN_MS);
  const companyOf = (id: string) =>
    items.find(({ messageId }) => messageId === id)?.message?.company;
  expect(companyOf(one.id)).toBe(CROWD + singles.length);
  expect(singles.map(({ id }) => companyOf(id))).toEqual([3, 3, 3]);
  expect(alone.map(({ id }) => companyOf(id))).toEqual([1, 1]);
  // Nobody waits for it any more, and no workflow is asked for.
  expect(companyOf(canceled.id)).toBe(1);
  expect(items).toHaveLength(CROWD + 6);
});
