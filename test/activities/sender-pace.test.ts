import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createDeliverMessage } from '#activities/deliver-message';
import { claimPastDue } from '#db/messages/claim-messages';
import { cloneMessages } from '#test/support/clone-messages';
import { eventually } from '#test/support/eventually';
import { mostInASecond } from '#test/support/most-in-a-second';
import { createRecordingProvider, type RecordingProvider } from '#test/support/recording-provider';
import { createTestActivities, type TestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;
let provider: RecordingProvider;
let activities: TestActivities;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());
beforeEach(async () => {
  provider = createRecordingProvider(system.core.clock);
  activities = createTestActivities(system, provider);
  await system.core.connection.sql`DELETE FROM sender_paces`;
});

/** Due at one instant, of a sender with that rate. */
async function pacedLine(count: number, rate: number): Promise<string[]> {
  const { id, from } = await system.schedule();
  await setRate(from.id, rate);
  return [id, ...(await cloneMessages(system, id, count - 1))].sort();
}

async function setRate(senderId: string, rate: number | null): Promise<void> {
  await system.core.connection.sql`
    UPDATE senders SET rate_per_second = ${rate} WHERE id = ${senderId}`;
}

/** Where the test fails, the next one has no sweep of this. */
function sweepWith(hands: TestActivities) {
  const sweep = hands.startSweep();
  onTestFinished(() => sweep.stop());
  return sweep;
}

test('N4: 200 due at one instant go at 50 a second, by two sweeps and their own workflows, once each', async () => {
  const ids = await pacedLine(200, 50);
  const other = createTestActivities(system, provider);
  const sweeps = [sweepWith(activities), sweepWith(other)];
  const delivering = ids.map((id, index) => (index % 2 ? activities : other).deliver(id));
  const others = await Promise.all(
    Array.from({ length: 20 }, () => system.schedule({ channel: 'whatsapp' })),
  );
  const sentByThen = async () => (await system.countByStatus()).sent ?? 0;
  for (const { id } of others) await system.untilStatus(id, 'sent');
  const behind = 220 - (await sentByThen());
  await eventually('220 calls', () => provider.calls.length === 220);
  await Promise.all(sweeps.map((sweep) => sweep.stop()));
  for (const result of await Promise.all(delivering)) {
    // Whoever has to wait is told to come back, not at once.
    if (result.kind === 'moved') expect(result.version).toBe(1);
    else expect(result).toEqual({ kind: 'done', status: 'sent' });
  }
  const { sql } = system.core.connection;
  const rows = await sql<{ at: Date }[]>`
    SELECT started_at AS at FROM attempts WHERE message_id = ANY(${ids}::text[])`;
  const startedAtMs = rows.map((row) => new Date(row.at).getTime());
  const most = mostInASecond(startedAtMs);
  const tookMs = Math.max(...startedAtMs) - Math.min(...startedAtMs);
  console.log(`200 at 50 a second: ${tookMs} ms, ${most} in a second, ${behind} behind the others`);
  expect(rows).toHaveLength(200);
  expect(most).toBeLessThanOrEqual(55);
  expect(provider.calls.map((call) => call.message.messageId).sort()).toEqual(
    [...ids, ...others.map(({ id }) => id)].sort(),
  );
  // The others did not wait for the end of the line.
  expect(behind).toBeGreaterThan(0);
});

test('N4: a message whose sender has no turn left is not claimed: its workflow comes back for its turn', async () => {
  const [first = '', second = '', third = ''] = await pacedLine(3, 0.1);
  expect(await activities.deliver(first)).toEqual({ kind: 'done', status: 'sent' });
  const nowMs = system.core.clock.nowMs();
  const results = [await activities.deliver(second), await activities.deliver(third)];
  const waits = results.map((result) => (result.kind === 'moved' ? result.dueAtMs - nowMs : 0));
  expect(results).toMatchObject([
    { kind: 'moved', version: 1 },
    { kind: 'moved', version: 1 },
  ]);
  expect(waits[0]).toBeGreaterThan(8_000);
  expect(waits[0]).toBeLessThan(12_000);
  expect((waits[1] ?? 0) - (waits[0] ?? 0)).toBeGreaterThan(9_000);
  expect(await system.row(second)).toMatchObject({ status: 'scheduled', version: 1 });
  expect(provider.calls).toHaveLength(1);
  // Its turn has come: the workflow brings the instant that it was given.
  system.passMs(waits[0] ?? 0);
  const run = (messageId: string, dueAtMs: number) =>
    new MockActivityEnvironment().run(createDeliverMessage(activities.deps), {
      messageId,
      version: 1,
      dueAtMs,
    });
  expect(await run(second, nowMs + (waits[0] ?? 0))).toEqual({ kind: 'done', status: 'sent' });
  await system.cancel(third);
});

test('N4: a workflow is never told to come back at once, though there is a turn left', async () => {
  const [first = '', second = ''] = await pacedLine(2, 50);
  const nowMs = system.core.clock.nowMs();
  const result = await activities.deliver(second);
  expect(result).toMatchObject({ kind: 'moved', version: 1 });
  if (result.kind === 'moved') expect(result.dueAtMs).toBeGreaterThanOrEqual(nowMs + 1_000);
  const sweep = sweepWith(activities);
  for (const id of [first, second]) await system.untilStatus(id, 'sent');
  await sweep.stop();
  const called = provider.calls.map((call) => call.message.messageId);
  expect(called).toEqual([first, second]);
});

test('N4: the message that has its turn goes on its instant, by its own workflow', async () => {
  const made = await system.schedule({ sendAt: system.inMs(300) });
  await setRate(made.from.id, 1);
  expect(await activities.deliver(made.id)).toEqual({ kind: 'done', status: 'sent' });
  const [call] = provider.callsFor(made.id);
  expect(call?.atMs).toBeGreaterThanOrEqual(made.sendAt.getTime());
});

test('N4: a worker that dies with a claim has used its turn, and the line goes on', async () => {
  const [lost = '', next = ''] = await pacedLine(2, 5);
  const now = new Date(system.core.clock.nowMs());
  const { db } = system.core.connection;
  const past = { now, dueBefore: now, limit: 60 };
  expect((await claimPastDue(db, past)).map(({ id }) => id)).toEqual([lost]);
  const sweep = sweepWith(activities);
  await system.untilStatus(next, 'sent');
  await sweep.stop();
  expect(await system.row(lost)).toMatchObject({ status: 'sending', attemptCount: 1 });
  const [attempt] = await system.attempts(next);
  expect((attempt?.startedAt.getTime() ?? 0) - now.getTime()).toBeGreaterThanOrEqual(120);
});

test('N4: what the provider did not take goes again within the rate', async () => {
  const ids = await pacedLine(4, 2);
  const [busy] = ids;
  let refusals = 0;
  provider.answerWith((message) =>
    message.messageId === busy && refusals++ === 0
      ? { kind: 'not_sent', code: '429' }
      : { kind: 'accepted', providerMessageId: message.messageId },
  );
  const sweep = sweepWith(activities);
  for (const id of ids) await system.untilStatus(id, 'sent');
  await sweep.stop();
  const { sql } = system.core.connection;
  const rows = await sql<{ at: Date }[]>`
    SELECT started_at AS at FROM attempts WHERE message_id = ANY(${ids}::text[])`;
  expect(rows).toHaveLength(5);
  expect(mostInASecond(rows.map((row) => new Date(row.at).getTime()))).toBeLessThanOrEqual(3);
});
