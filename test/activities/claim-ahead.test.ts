import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRecordingProvider } from '#test/support/recording-provider';
import { createTestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const HOUR_MS = 3_600_000;
// Less than the claim is ahead of the due time.
const SHORTLY_MS = 5;

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

/** A message, and activities whose clock stands still shortly before it is due. */
async function shortlyBefore() {
  const { id } = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
  const dueAtMs = (await system.row(id)).dueAt.getTime();
  let nowMs = dueAtMs - SHORTLY_MS;
  const clock = { nowMs: () => nowMs };
  const provider = createRecordingProvider(clock);
  const activities = createTestActivities(system, provider, { clock });
  return { id, dueAtMs, provider, activities, passMs: (ms: number) => (nowMs += ms) };
}

test('T4: the claim is ahead of the due time, and the provider is called when it has come', async () => {
  const { id, dueAtMs, provider, activities, passMs } = await shortlyBefore();
  const delivered = activities.deliver(id);
  await system.untilStatus(id, 'sending');
  passMs(SHORTLY_MS - 1);
  await expect(system.cancel(id)).rejects.toMatchObject({ code: 'already_sending' });
  expect(provider.callsFor(id)).toEqual([]);
  passMs(1);
  expect(await delivered).toEqual({ kind: 'done', status: 'sent' });
  expect(provider.callsFor(id)).toMatchObject([{ atMs: dueAtMs }]);
  expect((await system.attempts(id))[0]?.startedAt.getTime()).toBe(dueAtMs);
});
