import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '#db/new-id';
import { insertSender } from '#db/senders';
import { cloneMessages } from '#test/support/clone-messages';
import { eventually } from '#test/support/eventually';
import {
  accepted,
  createRecordingProvider,
  inTurn,
  type RecordingProvider,
} from '#test/support/recording-provider';
import { createTestActivities, type TestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { createWorkspace } from '#workspaces/create-workspace';

let system: TestSystem;
let provider: RecordingProvider;
let activities: TestActivities;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());
beforeEach(() => {
  provider = createRecordingProvider(system.core.clock);
  activities = createTestActivities(system, provider);
});

/** Past due, so that only a sweep is left to send it. */
async function crowd(count: number): Promise<string[]> {
  const { id } = await system.schedule();
  return [id, ...(await cloneMessages(system, id, count - 1))];
}

function answerIn(ms: number): { most(): number } {
  let inFlight = 0;
  let most = 0;
  provider.answerWith(async (message) => {
    inFlight++;
    most = Math.max(most, inFlight);
    await sleep(ms);
    inFlight--;
    return accepted(message);
  });
  return { most: () => most };
}

const untilCalled = (count: number) =>
  eventually(`${count} calls`, () => provider.calls.length >= count);

test('300 due at one instant are each sent once, at most 60 at a time', async () => {
  const ids = await crowd(300);
  const inFlight = answerIn(5);
  const sweep = activities.startSweep();
  await untilCalled(300);
  await sweep.stop();
  expect(provider.calls.map((call) => call.message.messageId).sort()).toEqual(ids.sort());
  expect(inFlight.most()).toBeLessThanOrEqual(60);
  expect(await system.countByStatus()).toEqual({ sent: 300 });
  const [first, last] = [provider.calls.at(0), provider.calls.at(-1)];
  console.log(
    `300 at one instant: ${(last?.atMs ?? 0) - (first?.atMs ?? 0)} ms, ${inFlight.most()} at a time`,
  );
});

test('two sweeps at once never send twice', async () => {
  const ids = await crowd(300);
  answerIn(5);
  const sweeps = [activities.startSweep(), createTestActivities(system, provider).startSweep()];
  await untilCalled(300);
  await Promise.all(sweeps.map((sweep) => sweep.stop()));
  expect(provider.calls.map((call) => call.message.messageId).sort()).toEqual(ids.sort());
});

test("a crowd of 1,000 of one sender keeps nobody else's message waiting for its end", async () => {
  await crowd(1_000);
  const ofAnotherSender = await system.schedule({ channel: 'imessage' });
  const ofAnotherWorkspace = await inAnotherWorkspace(ofAnotherSender.id);
  answerIn(5);
  const sweep = activities.startSweep();
  await untilCalled(400);
  const late = await system.schedule({ channel: 'whatsapp' });
  await untilCalled(1_003);
  await sweep.stop();
  // A message waits 50 ms for its own workflow; then for the chunks in hand, and for its turn in one.
  const callsBefore = async (id: string) => {
    const sweptFromMs = (await system.row(id)).dueAt.getTime() + 50;
    const place = provider.calls.findIndex((call) => call.message.messageId === id);
    return place - provider.calls.filter((call) => call.atMs < sweptFromMs).length;
  };
  const ahead = await Promise.all(
    [ofAnotherSender.id, ofAnotherWorkspace, late.id].map(callsBefore),
  );
  console.log(`among 1,000, calls before a message of another: ${ahead.join(', ')}`);
  for (const calls of ahead) expect(calls).toBeLessThan(120);
});

test('what is held, not yet due, canceled or claimed is left alone', async () => {
  const { sql } = system.core.connection;
  const [held, claimed] = await crowd(2);
  const early = await system.schedule({ sendAt: system.inMs(3_600_000) });
  const canceled = await system.schedule({ sendAt: system.inMs(3_600_000) });
  await system.cancel(canceled.id);
  await sql`UPDATE messages SET held = true WHERE id = ${held ?? ''}`;
  await sql`UPDATE messages SET status = 'sending' WHERE id = ${claimed ?? ''}`;
  const due = await system.schedule();
  const sweep = activities.startSweep();
  await untilCalled(1);
  await sleep(200);
  await sweep.stop();
  expect(provider.calls.map((call) => call.message.messageId)).toEqual([due.id]);
  expect((await system.row(early.id)).status).toBe('scheduled');
  await sql`UPDATE messages SET held = false, status = 'canceled' WHERE id IN (${held ?? ''}, ${claimed ?? ''})`;
});

test('it sends again what may be out and is to be sent again, and what was certainly not sent', async () => {
  const again = await system.schedule({ onUnknown: 'resend' });
  const notSent = await system.schedule({
    channel: 'email',
    subject: 'Hello',
    to: 'a@example.com',
  });
  const answers = {
    [again.id]: inTurn({ kind: 'ambiguous', code: 'timeout' }),
    [notSent.id]: inTurn({ kind: 'not_sent', code: '429' }),
  };
  provider.answerWith((message) => (answers[message.messageId] ?? accepted)(message));
  const sweep = activities.startSweep();
  await system.untilStatus(again.id, 'sent');
  await system.untilStatus(notSent.id, 'sent');
  await sweep.stop();
  expect(provider.callsFor(again.id)).toHaveLength(2);
  expect(provider.callsFor(notSent.id)).toHaveLength(2);
});

test('when it stops, it finishes what it has in hand', async () => {
  const ids = await crowd(20);
  const answers = provider.hold();
  const sweep = activities.startSweep();
  await untilCalled(10);
  const stopped = sweep.stop();
  answers.release();
  await stopped;
  const inHand = provider.calls.map((call) => call.message.messageId);
  for (const id of inHand) expect((await system.row(id)).status).toBe('sent');
  for (const id of ids.filter((other) => !inHand.includes(other))) {
    expect((await system.row(id)).status).toBe('scheduled');
  }
});

/** Moves a copy of a message to another workspace, from a sender of that. */
async function inAnotherWorkspace(id: string): Promise<string> {
  const { db, sql } = system.core.connection;
  const now = new Date(system.core.clock.nowMs());
  const { workspaceId } = await createWorkspace(db, { name: 'another', now });
  const senderId = newId('snd');
  const names = { channel: 'imessage', provider: 'sink', name: 'Other' } as const;
  const times = { createdAt: now, updatedAt: now };
  const address = '+14155550199';
  await insertSender(db, { id: senderId, workspaceId, ...names, address, ...times });
  const [copy = ''] = await cloneMessages(system, id, 1);
  await sql`UPDATE messages SET workspace_id = ${workspaceId}, fallback_sender_id = NULL, sender_id = ${senderId} WHERE id = ${copy}`;
  return copy;
}
