import { afterAll, beforeAll, expect, test } from 'vitest';
import { tendBatch } from '#activities/tend-batch';
import { claimPastDue } from '#db/messages/claim-messages';
import { createBatchStage } from '#test/support/batch-stage';
import { createRecordingProvider } from '#test/support/recording-provider';
import { createTestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const HOUR_MS = 3_600_000;
const COUNT = 1_500;

let system: TestSystem;
let stage: ReturnType<typeof createBatchStage>;
beforeAll(async () => {
  system = await startTestSystem({ worker: false });
  stage = createBatchStage(system);
});
afterAll(() => system.stop());

test('B3: what was due while its batch was paused goes by its due time, those let go first too', async () => {
  const sendAt = (at: number) => system.inMs(HOUR_MS - at * 1_000);
  const id = await stage.post(COUNT, (at) => ({ sendAt: sendAt(at) }));
  const { db, sql } = system.core.connection;
  await sql`UPDATE senders SET rate_per_second = 1000 WHERE channel = 'sms'`;
  const later = { nowMs: () => system.core.clock.nowMs() + 2 * HOUR_MS };
  const { deps } = createTestActivities(system, createRecordingProvider(), { clock: later });
  const tend = () => tendBatch(deps, id, new AbortController().signal);
  const isHeld = async () => {
    const held = (await stage.messagesOf(id)).map((message) => message.held);
    return { some: held.includes(true), all: !held.includes(false) };
  };
  await stage.pause(id);
  await tend();
  expect(await isHeld()).toEqual({ some: true, all: true });
  await stage.resume(id);
  const claimedAt: number[] = [];
  const sweep = async (afterMs: number) => {
    const now = new Date(later.nowMs() + afterMs);
    const claims = await claimPastDue(db, { now, dueBefore: now, limit: 100 });
    const dueOf = new Map((await stage.messagesOf(id)).map((m) => [m.id, Date.parse(m.dueAt)]));
    claimedAt.push(...claims.map((claim) => dueOf.get(claim.id) ?? 0));
  };
  // Some hundreds are let go with the resume; the others follow.
  for (let round = 0; round < 3; round += 1) await sweep(round * 1_000);
  await tend();
  expect((await isHeld()).some).toBe(false);
  for (let round = 3; claimedAt.length < COUNT && round < 60; round += 1)
    await sweep(round * 1_000);
  expect(claimedAt).toHaveLength(COUNT);
  expect(claimedAt).toEqual(claimedAt.toSorted((one, other) => one - other));
});
