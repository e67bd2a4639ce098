import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closeLostAttempts } from '#activities/close-lost-attempts';
import { applyReceipts } from '#db/messages/apply-receipts';
import { claimMessage } from '#db/messages/claim-messages';
import { insertSuppression } from '#db/suppressions';
import { ATTEMPT_LOST_AFTER_MS } from '#domain/delivery';
import type { ReportedStatus } from '#domain/receipt';
import { createRecordingProvider, type RecordingProvider } from '#test/support/recording-provider';
import { createTestActivities, type TestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const FALLBACK_MS = 300_000;

let system: TestSystem;
let provider: RecordingProvider;
let activities: TestActivities;
let numbers = 0;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
  // The sink reports no deliveries.
  await system.core.connection.sql`
    UPDATE senders SET provider = 'bluebubbles' WHERE channel = 'imessage'`;
});
afterAll(() => system.stop());
beforeEach(() => {
  provider = createRecordingProvider(system.core.clock);
  activities = createTestActivities(system, provider);
});

const db = () => system.core.connection.db;
const now = () => new Date(system.core.clock.nowMs());
const deliver = (id: string) => activities.deliver(id);
const channelsOf = (id: string) => provider.callsFor(id).map(({ message }) => message.channel);
const kinds = async (id: string) => (await system.events(id)).map(({ kind }) => kind);
const schedule = async (fields: object = {}) => {
  const to = `+1212555${String(4000 + numbers++)}`;
  return (await system.schedule({ channel: 'imessage', to, ...fields })).id;
};

/** As iMessage, whose delivery is not reported. */
async function sendUndelivered(fields: object = {}): Promise<string> {
  const id = await schedule(fields);
  expect(await deliver(id)).toMatchObject({ kind: 'moved' });
  return id;
}

const report = (id: string, status: ReportedStatus = 'delivered', vendor = 'bluebubbles') =>
  applyReceipts(
    db(),
    [
      {
        vendor: vendor as 'bluebubbles',
        dedupeKey: `${id} ${status} ${vendor}`,
        messageId: id,
        providerMessageId: null,
        status,
        code: null,
        at: now(),
      },
    ],
    now(),
  );

describe('N3: around the fallback time', () => {
  test('a report just before it: no SMS, and the workflow is told that it can go', async () => {
    const id = await sendUndelivered();
    const { version, dueAt } = await system.row(id);
    expect((await report(id)).arrived).toEqual([id]);
    system.passMs(FALLBACK_MS);
    expect(await claimMessage(db(), id, version, now())).toBeNull();
    expect(await deliver(id)).toEqual({ kind: 'done', status: 'delivered' });
    expect(dueAt.getTime()).toBeGreaterThan(0);
    expect(channelsOf(id)).toEqual(['imessage']);
  });

  test('a report just after it, with the SMS in hand: kept, and changes nothing', async () => {
    const id = await sendUndelivered();
    system.passMs(FALLBACK_MS);
    const { release } = provider.hold();
    const sending = deliver(id);
    await expect.poll(() => provider.callsFor(id).length).toBe(2);
    expect(await report(id)).toMatchObject({ fresh: 1, moved: 0 });
    release();
    expect(await sending).toMatchObject({ kind: 'done', status: 'sent' });
    expect(await system.row(id)).toMatchObject({
      status: 'sent',
      fallbackReason: 'imessage_not_delivered',
      fallingBack: false,
    });
    expect(channelsOf(id)).toEqual(['imessage', 'sms']);
    expect((await kinds(id)).slice(-4)).toEqual(['sent', 'sending', 'receipt', 'sent']);
  });

  test('not a moment before it', async () => {
    const id = await sendUndelivered();
    system.passMs(FALLBACK_MS - 5_000);
    const { version } = await system.row(id);
    expect(await claimMessage(db(), id, version, now())).toBeNull();
  });

  test('called several times at once, with a sweep beside: one SMS', async () => {
    const id = await sendUndelivered();
    system.passMs(FALLBACK_MS + 200);
    const sweep = activities.startSweep();
    await Promise.all([deliver(id), deliver(id), deliver(id)]);
    await sweep.stop();
    expect(channelsOf(id)).toEqual(['imessage', 'sms']);
  });

  test('an SMS is late by nature: ifLate does not count it', async () => {
    const id = await sendUndelivered({ ifLate: { after: 'PT1S', then: 'skip' } });
    system.passMs(FALLBACK_MS);
    await deliver(id);
    expect(channelsOf(id)).toEqual(['imessage', 'sms']);
  });
});

describe('N3: the SMS of an iMessage that was sent', () => {
  test('refused: the message failed; a report that comes then still counts', async () => {
    const id = await sendUndelivered();
    system.passMs(FALLBACK_MS);
    provider.answerWith(() => ({ kind: 'refused', code: '21614', detail: 'no mobile' }));
    await deliver(id);
    expect(await system.row(id)).toMatchObject({ status: 'failed', failureCode: '21614' });
    await report(id);
    expect(await system.row(id)).toMatchObject({ status: 'delivered', failureCode: null });
  });

  test('not taken for now: it is tried again, unless a report comes first', async () => {
    const id = await sendUndelivered();
    system.passMs(FALLBACK_MS);
    provider.answerWith(() => ({ kind: 'not_sent', code: '20429' }));
    expect(await deliver(id)).toMatchObject({ kind: 'moved' });
    expect(await system.row(id)).toMatchObject({
      status: 'sent',
      failureCode: null,
      nextAttemptAt: expect.any(Date),
    });
    await report(id);
    system.passMs(60_000);
    expect(await deliver(id)).toEqual({ kind: 'done', status: 'delivered' });
    expect(channelsOf(id)).toEqual(['imessage', 'sms']);
  });

  test.each(['reconcile', 'resend'] as const)(
    'perhaps taken: never a second one, with onUnknown %s',
    async (onUnknown) => {
      const id = await sendUndelivered({ onUnknown });
      system.passMs(FALLBACK_MS);
      provider.answerWith(() => ({ kind: 'ambiguous', code: 'timeout' }));
      expect(await deliver(id)).toMatchObject({ kind: 'done' });
      expect(await system.row(id)).toMatchObject({
        status: 'sent',
        nextAttemptAt: null,
        fallingBack: false,
        failureCode: null,
      });
      expect((await kinds(id)).at(-1)).toBe('unknown');
      await report(id, 'delivered', 'sink');
      expect((await system.row(id)).status).toBe('delivered');
    },
  );

  test.each(['reconcile', 'resend'] as const)(
    'lost with its worker: never a second one, with onUnknown %s',
    async (onUnknown) => {
      const id = await sendUndelivered({ onUnknown });
      system.passMs(FALLBACK_MS);
      const { version } = await system.row(id);
      expect(await claimMessage(db(), id, version, now())).toMatchObject({ channel: 'sms' });
      system.passMs(ATTEMPT_LOST_AFTER_MS + 1);
      await closeLostAttempts(activities.deps);
      await closeLostAttempts(activities.deps);
      expect(await system.row(id)).toMatchObject({
        status: 'sent',
        fallingBack: false,
        nextAttemptAt: null,
      });
      expect(await system.attempts(id)).toMatchObject([
        { outcome: 'accepted' },
        { outcome: 'ambiguous', code: 'worker_lost' },
      ]);
      expect(await deliver(id)).toEqual({ kind: 'done', status: 'sent' });
    },
  );

  test('C6: does not go to a number that wants no SMS', async () => {
    const id = await sendUndelivered();
    const { recipient: address, workspaceId } = await system.row(id);
    await insertSuppression(db(), { workspaceId, channel: 'sms', address }, 'opted_out', now());
    system.passMs(FALLBACK_MS);
    await deliver(id);
    expect(await system.row(id)).toMatchObject({ failureCode: 'recipient_suppressed' });
    expect(channelsOf(id)).toEqual(['imessage']);
  });
});

test('N3: an iMessage that is lost with its worker waits for a report, then goes as SMS', async () => {
  const id = await schedule();
  await claimMessage(db(), id, 1, now());
  system.passMs(ATTEMPT_LOST_AFTER_MS + 1);
  await closeLostAttempts(activities.deps);
  expect(await system.row(id)).toMatchObject({
    status: 'unknown',
    nextAttemptAt: expect.any(Date),
  });
  system.passMs(FALLBACK_MS);
  await deliver(id);
  expect(await system.row(id)).toMatchObject({ status: 'sent', failureCode: null });
  expect(channelsOf(id)).toEqual(['sms']);
});

test('N3: what the gate refuses does not go as SMS either', async () => {
  const id = await schedule();
  const { recipient: address, workspaceId } = await system.row(id);
  await insertSuppression(db(), { workspaceId, channel: 'imessage', address }, 'opted_out', now());
  await deliver(id);
  expect(await system.row(id)).toMatchObject({ status: 'failed', fallbackReason: null });
  expect(channelsOf(id)).toEqual([]);
});

test('C2: one that waits to go as SMS and is edited is tried as iMessage again', async () => {
  const id = await schedule();
  provider.answerWith(() => ({ kind: 'not_sent', code: 'econnrefused' }));
  await deliver(id);
  expect(await system.row(id)).toMatchObject({ fallbackReason: 'econnrefused' });
  await system.edit(id, { text: 'At 9' });
  provider.answerWith((message) => ({ kind: 'accepted', providerMessageId: message.messageId }));
  await deliver(id);
  expect(channelsOf(id)).toEqual(['imessage', 'imessage']);
});
