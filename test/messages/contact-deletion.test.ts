import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createContact } from '#contacts/create-contact';
import { deleteContact } from '#contacts/delete-contact';
import { countRelayItems } from '#db/relay-queue';
import { messages } from '#db/schema/messages';
import type { MessageInput } from '#messages/message-input';
import { cloneMessages } from '#test/support/clone-messages';
import { eventually } from '#test/support/eventually';
import {
  accepted,
  createRecordingProvider,
  type RecordingProvider,
} from '#test/support/recording-provider';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { resultOf } from '#test/support/workflow-progress';

const HOUR_MS = 3_600_000;

let system: TestSystem;
let provider: RecordingProvider;

beforeAll(async () => {
  provider = createRecordingProvider();
  system = await startTestSystem({ provider });
});
afterAll(() => system.stop());

const makeContact = async () => {
  const phones = [{ number: '+12125550177' }];
  const emails = [{ address: 'ana@example.com' }];
  const made = await system.act((scope) =>
    createContact(system.core, scope, { name: 'Ana', phones, emails }),
  );
  return made.id;
};
const remove = (id: string) => system.act((scope) => deleteContact(scope, id));
const rowsOf = (contactId: string) =>
  system.core.connection.db.select().from(messages).where(eq(messages.contactId, contactId));

/** The five channels in turn, and every fifth round timed by the optimizer. */
function inputFor(contactId: string, index: number): Partial<MessageInput> {
  const channel = (['email', 'sms', 'mms', 'whatsapp', 'imessage'] as const)[index % 5] ?? 'sms';
  const content =
    channel === 'mms' ? { mediaUrls: ['https://example.com/a.png'] } : { text: 'Hello' };
  const timing: Partial<MessageInput> =
    index % 25 < 5
      ? { optimize: { window: '72h', fallback: 'windowEnd' } }
      : { sendAt: system.inMs(HOUR_MS + index * 1_000) };
  const subject = channel === 'email' ? { subject: 'Hello' } : {};
  return { contactId, channel, to: undefined, text: undefined, ...content, ...subject, ...timing };
}

test('C4: 100 pending messages of a contact end with it, in one transaction, and their workflows too', {
  timeout: 120_000,
}, async () => {
  const contactId = await makeContact();
  const ids: string[] = [];
  for (let index = 0; index < 100; index++) {
    ids.push((await system.schedule(inputFor(contactId, index))).id);
  }
  const pending = await rowsOf(contactId);
  expect(pending.filter((row) => row.timingKind === 'optimized')).toHaveLength(20);
  await eventually('100 workflows asked for', async () => {
    return (await countRelayItems(system.core.connection.db)) === 0;
  });
  expect(await remove(contactId)).toEqual({ id: contactId, canceledMessages: 100, sending: 0 });
  const answeredAtMs = performance.now();
  const rows = await rowsOf(contactId);
  expect(new Set(rows.map((row) => `${row.status} ${row.cancelReason}`))).toEqual(
    new Set(['canceled contact_deleted']),
  );
  const { sql } = system.core.connection;
  const transactions = await sql`
    SELECT DISTINCT xmin::text FROM messages WHERE contact_id = ${contactId}
    UNION SELECT xmin::text FROM contacts WHERE id = ${contactId}`;
  expect(transactions).toHaveLength(1);
  const results = await Promise.all(ids.map((id) => resultOf(system, id)));
  expect(new Set(results.map((result) => JSON.stringify(result)))).toEqual(
    new Set(['{"ended":"contact_deleted"}']),
  );
  const closedMs = Math.round(performance.now() - answeredAtMs);
  console.log(`contact with 100 pending deleted: all workflows closed after ${closedMs} ms`);
  await expect(remove(contactId)).rejects.toMatchObject({ code: 'not_found' });
});

test('C4: a message scheduled while its contact is deleted is refused or canceled, never left', async () => {
  for (let round = 0; round < 5; round++) {
    const contactId = await makeContact();
    // Eight callers go on until each is refused; the contact goes in the midst of it.
    const callers = Array.from({ length: 8 }, () => scheduleUntilRefused(contactId));
    await eventually('some messages', async () => (await rowsOf(contactId)).length > 8);
    const deleted = await remove(contactId);
    const accepted = (await Promise.all(callers)).reduce((sum, count) => sum + count, 0);
    const rows = await rowsOf(contactId);
    expect(rows).toHaveLength(accepted);
    expect(rows.filter((row) => row.status !== 'canceled')).toEqual([]);
    expect(deleted).toMatchObject({ canceledMessages: accepted, sending: 0 });
  }
});

/** @returns how many messages were accepted before the contact was gone. */
async function scheduleUntilRefused(contactId: string): Promise<number> {
  for (let accepted = 0; ; accepted++) {
    try {
      await system.schedule(inputFor(contactId, accepted));
    } catch (error) {
      expect(error).toMatchObject({ code: 'validation_failed' });
      return accepted;
    }
  }
}

test('C4: deleting a contact while the relay is busy with its messages is not refused', async () => {
  for (let round = 0; round < 4; round++) {
    const contactId = await makeContact();
    const work = Array.from({ length: 60 }, (_, index) =>
      system.schedule(inputFor(contactId, index)),
    );
    await Promise.all(work);
    expect(await remove(contactId)).toMatchObject({ canceledMessages: 60 });
  }
  const deadlocks = system.logLines.filter((line) => line.includes('40P01'));
  expect(deadlocks).toEqual([]);
});

test('C4: what was claimed before the answer is counted, and goes out', async () => {
  const contactId = await makeContact();
  const answers = provider.hold();
  const claimed = await system.schedule({ contactId, to: undefined });
  const pending = await system.schedule({ contactId, to: undefined, sendAt: system.inMs(HOUR_MS) });
  await system.untilStatus(claimed.id, 'sending');
  expect(await remove(contactId)).toEqual({ id: contactId, canceledMessages: 1, sending: 1 });
  answers.release();
  await system.untilStatus(claimed.id, 'sent');
  expect((await system.row(pending.id)).status).toBe('canceled');
});

test('C4: a deletion that races with sends and cancels: sent once or never, and never after it', async () => {
  const found = { sent: 0, deleted: 0, canceled: 0 };
  for (let round = 0; round < 6; round++) {
    const contactId = await makeContact();
    // All of them due at one instant, when the deletion comes with ten cancels beside it.
    const sendAt = system.inMs(1_500);
    const first = await system.schedule({ contactId, to: undefined, sendAt });
    const firstCall = new Promise<void>((resolve) => {
      provider.answerWith((message) => {
        resolve();
        return accepted(message);
      });
    });
    await cloneMessages(system, first.id, 299);
    const ids = (await rowsOf(contactId)).map(({ id }) => id);
    await firstCall;
    const cancels = ids.slice(-30).map((id) => system.cancel(id).catch(() => null));
    const deleted = await remove(contactId);
    const claimedAtAnswer = (await rowsOf(contactId)).filter((row) => row.attemptCount > 0);
    await Promise.all(cancels);
    await eventually('all final', async () => {
      const rows = await rowsOf(contactId);
      return rows.every((row) => row.status === 'sent' || row.status === 'canceled');
    });

    const rows = await rowsOf(contactId);
    expect(deleted.sending).toBeLessThanOrEqual(claimedAtAnswer.length);
    const sent = rows.filter((row) => row.status === 'sent');
    // What had no attempt when the answer came never gets one.
    expect(sent.map(({ id }) => id).sort()).toEqual(claimedAtAnswer.map(({ id }) => id).sort());
    for (const { id, status } of rows) {
      expect(provider.callsFor(id)).toHaveLength(status === 'sent' ? 1 : 0);
    }
    const byReason = (reason: string) => rows.filter((row) => row.cancelReason === reason).length;
    expect(byReason('contact_deleted')).toBe(deleted.canceledMessages);
    expect(sent.length + byReason('contact_deleted') + byReason('requested')).toBe(300);
    found.sent += sent.length;
    found.deleted += byReason('contact_deleted');
    found.canceled += byReason('requested');
  }
  console.log(`deletions racing with sends and cancels: ${JSON.stringify(found)}`);
  expect(found.sent).toBeGreaterThan(0);
  expect(found.deleted).toBeGreaterThan(0);
});
