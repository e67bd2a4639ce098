import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closeLostAttempts } from '#activities/close-lost-attempts';
import { createContact } from '#contacts/create-contact';
import { deleteContact } from '#contacts/delete-contact';
import { applyReceipts } from '#db/messages/apply-receipts';
import { claimMessage, claimPastDue, claimResends } from '#db/messages/claim-messages';
import { insertSuppression } from '#db/suppressions';
import { ATTEMPT_LOST_AFTER_MS } from '#domain/delivery';
import type { ReportedStatus } from '#domain/receipt';
import { cloneMessages } from '#test/support/clone-messages';
import { eventually } from '#test/support/eventually';
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
    const { version } = await system.row(id);
    expect((await report(id)).arrived).toEqual([id]);
    system.passMs(FALLBACK_MS);
    expect(await claimMessage(db(), id, version, now())).toBeNull();
    expect(await deliver(id)).toEqual({ kind: 'done', status: 'delivered' });
    expect(channelsOf(id)).toEqual(['imessage']);
  });

  test('a report just after it, with the SMS in hand: kept, and changes nothing', async () => {
    const id = await sendUndelivered();
    system.passMs(FALLBACK_MS);
    const { release } = provider.hold();
    const sending = deliver(id);
    await eventually('a second call', () => provider.callsFor(id).length === 2);
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
    const { nextAttemptAt } = await system.row(id);
    const atMs = (nextAttemptAt?.getTime() ?? 0) - 1;
    const { version } = await system.row(id);
    expect(await claimMessage(db(), id, version, new Date(atMs))).toBeNull();
    expect(await claimMessage(db(), id, version, new Date(atMs + 1))).not.toBeNull();
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

  test('not taken, while a report came: it arrived, and no other SMS goes', async () => {
    const id = await sendUndelivered();
    system.passMs(FALLBACK_MS);
    provider.answerWith(async () => {
      await report(id);
      return { kind: 'not_sent', code: '20429' };
    });
    expect(await deliver(id)).toMatchObject({ kind: 'done' });
    expect(await system.row(id)).toMatchObject({
      status: 'delivered',
      deliveredAt: expect.any(Date),
      nextAttemptAt: null,
      failureCode: null,
    });
    expect((await kinds(id)).at(-1)).toBe('delivered');
    expect(channelsOf(id)).toEqual(['imessage', 'sms']);
  });

  test('C6: does not go to a number that wants no SMS', async () => {
    const id = await sendUndelivered();
    const { recipient: address, workspaceId } = await system.row(id);
    await insertSuppression(db(), { workspaceId, channel: 'sms', address }, 'opted_out', now());
    system.passMs(FALLBACK_MS);
    await deliver(id);
    // It went out as iMessage all the same.
    expect(await system.row(id)).toMatchObject({ status: 'sent', failureCode: null });
    expect((await system.events(id)).at(-1)).toMatchObject({
      kind: 'fallback_dropped',
      details: { code: 'recipient_suppressed' },
    });
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

test('N4: what waits for a slow SMS sender keeps no iMessage waiting', async () => {
  const { sql } = system.core.connection;
  await sql`UPDATE senders SET rate_per_second = 0.01 WHERE channel = 'sms'`;
  const waiting = await cloneMessages(system, await schedule(), 300);
  await sql`
    UPDATE messages SET fallback_reason = 'imessage_unavailable', next_attempt_at = send_at
    WHERE id = ANY(${waiting})`;
  const fresh = await schedule();
  const past = { now: now(), dueBefore: now(), limit: 60 };
  const claimed = await claimPastDue(db(), past);
  expect(claimed.map(({ id }) => id)).toContain(fresh);
  expect(claimed.filter(({ isFallback }) => isFallback)).toEqual([]);
  // One at a time, and in their turn.
  expect(await claimResends(db(), past)).toHaveLength(1);
  expect(await claimResends(db(), past)).toEqual([]);
  await sql`UPDATE senders SET rate_per_second = NULL WHERE channel = 'sms'`;
  await sql`UPDATE messages SET status = 'canceled', next_attempt_at = NULL WHERE id = ANY(${waiting})`;
});

test('N3: an error that the bridge tells before it answers is no end: the message goes as SMS', async () => {
  const id = await schedule();
  provider.answerWith(async (message) => {
    if (message.channel === 'sms') return { kind: 'accepted', providerMessageId: 'SM1' };
    await report(id, 'failed');
    return { kind: 'refused', code: 'imessage_error', detail: 'Apple' };
  });
  await deliver(id);
  system.passMs(200);
  const sweep = activities.startSweep();
  await system.untilStatus(id, 'sent');
  await sweep.stop();
  expect(channelsOf(id)).toEqual(['imessage', 'sms']);
  expect(await system.attempts(id)).toMatchObject([
    { outcome: 'refused' },
    { outcome: 'accepted' },
  ]);
});

describe('C4: a contact that is deleted while its message is in hand', () => {
  const addContact = async () => {
    const number = `+1212555${String(4000 + numbers++)}`;
    const phones = [{ number }];
    const contact = await system.act((scope) =>
      createContact(system.core, scope, { name: 'Ana', phones, emails: [] }),
    );
    return contact.id;
  };

  test('gets no SMS in the place of the iMessage', async () => {
    const contactId = await addContact();
    const id = await schedule({ contactId, to: undefined });
    provider.answerWith(async (message) => {
      const deleted = await system.act((scope) => deleteContact(scope, contactId));
      expect(deleted).toMatchObject({ canceledMessages: 0, sending: 1 });
      return { kind: 'accepted', providerMessageId: message.messageId };
    });
    await deliver(id);
    system.passMs(FALLBACK_MS);
    await deliver(id);
    expect(channelsOf(id)).toEqual(['imessage']);
    expect(await system.row(id)).toMatchObject({ status: 'sent', nextAttemptAt: null });
  });

  test('is not tried again', async () => {
    const contactId = await addContact();
    const id = await schedule({ channel: 'sms', contactId, to: undefined });
    provider.answerWith(async () => {
      await system.act((scope) => deleteContact(scope, contactId));
      return { kind: 'not_sent', code: '20429' };
    });
    await deliver(id);
    system.passMs(60_000);
    await deliver(id);
    expect(channelsOf(id)).toEqual(['sms']);
    expect(await system.row(id)).toMatchObject({
      status: 'failed',
      failureCode: 'contact_deleted',
    });
  });
});
