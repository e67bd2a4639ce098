import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeLostAttempts } from '#activities/close-lost-attempts';
import { claimMessage } from '#db/messages/claim-messages';
import { ATTEMPT_LOST_AFTER_MS } from '#domain/delivery';
import { createRecordingProvider } from '#test/support/recording-provider';
import { createTestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

const activities = () => createTestActivities(system, createRecordingProvider());

/** A message whose worker dies right after the claim. */
async function lose(onUnknown: 'reconcile' | 'resend'): Promise<string> {
  const { id } = await system.schedule({ onUnknown });
  const now = new Date(system.core.clock.nowMs());
  await claimMessage(system.core.connection.db, id, 1, now);
  return id;
}

test('an attempt that is open for longer than a provider may take ends as unknown', async () => {
  const id = await lose('reconcile');
  system.passMs(ATTEMPT_LOST_AFTER_MS - 1_000);
  await closeLostAttempts(activities().deps);
  expect((await system.row(id)).status).toBe('sending');
  system.passMs(1_001);
  await closeLostAttempts(activities().deps);
  expect((await system.row(id)).status).toBe('unknown');
  expect(await system.attempts(id)).toMatchObject([{ outcome: 'ambiguous', code: 'worker_lost' }]);
  const [, , unknown] = await system.events(id);
  expect(unknown).toMatchObject({ kind: 'unknown', details: { code: 'worker_lost' } });
});

test('closing it twice, or by two workers at once, changes nothing more', async () => {
  const id = await lose('reconcile');
  system.passMs(ATTEMPT_LOST_AFTER_MS + 1);
  const { deps } = activities();
  await Promise.all([closeLostAttempts(deps), closeLostAttempts(deps)]);
  const row = await system.row(id);
  await closeLostAttempts(deps);
  expect(await system.row(id)).toEqual(row);
  const kinds = (await system.events(id)).map((event) => event.kind);
  expect(kinds).toEqual(['accepted', 'sending', 'unknown']);
});

test('one that is to be sent again when in doubt is, as a second attempt', async () => {
  const id = await lose('resend');
  system.passMs(ATTEMPT_LOST_AFTER_MS + 1);
  const { deps, startSweep } = activities();
  await closeLostAttempts(deps);
  expect(await system.row(id)).toMatchObject({ status: 'sending', attemptCount: 1 });
  system.passMs(2_000);
  const sweep = startSweep();
  await system.untilStatus(id, 'sent');
  await sweep.stop();
  const outcomes = (await system.attempts(id)).map((attempt) => attempt.outcome);
  expect(outcomes).toEqual(['ambiguous', 'accepted']);
});
