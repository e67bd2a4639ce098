import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyReceipts } from '#db/messages/apply-receipts';
import { purgeReceipts } from '#db/purge-receipts';
import { messages } from '#db/schema/messages';
import { type Receipt, reportedStatuses } from '#domain/receipt';
import { type Status, statusesBefore } from '#domain/status';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;
let keys = 0;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

const db = () => system.core.connection.db;
const now = () => new Date(system.core.clock.nowMs());

function receipt(messageId: string, overrides: Partial<Receipt> = {}): Receipt {
  return {
    vendor: 'sink',
    dedupeKey: `key ${keys++}`,
    messageId,
    providerMessageId: 'SM1',
    status: 'delivered',
    code: null,
    at: null,
    ...overrides,
  };
}

/** A message that stands so; how it came there does not matter here. */
async function messageThatIs(status: Status): Promise<string> {
  const { id } = await system.schedule();
  await system.core.connection.sql`UPDATE messages SET status = ${status} WHERE id = ${id}`;
  return id;
}

describe('H4: a report', () => {
  const pairs = (
    [
      'scheduled',
      'sending',
      'sent',
      'delivered',
      'undelivered',
      'failed',
      'canceled',
      'unknown',
    ] as const
  ).flatMap((from) => reportedStatuses.map((to) => [from, to] as const));

  test.each(pairs)('%s, reported as %s, moves forward or not at all', async (from, to) => {
    const id = await messageThatIs(from);
    await applyReceipts(db(), [receipt(id, { status: to })], now());
    const { status } = await system.row(id);
    expect(status).toBe(statusesBefore(to).includes(from) ? to : from);
    const last = (await system.events(id)).at(-1);
    expect(last?.kind).toBe(status === from ? 'receipt' : to);
  });

  test('whatever the order of reports, one by one or at once, the end is the same', async () => {
    const shuffled = fc.shuffledSubarray(['sent', 'sent', 'delivered', 'delivered'] as const, {
      minLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(shuffled, fc.boolean(), async (order, isAtOnce) => {
        const id = await messageThatIs('sending');
        const reports = order.map((status) => receipt(id, { status }));
        if (isAtOnce) await applyReceipts(db(), reports, now());
        else for (const report of reports) await applyReceipts(db(), [report], now());
        expect((await system.row(id)).status).toBe('delivered');
        const kinds = (await system.events(id)).map(({ kind }) => kind);
        expect(kinds.filter((kind) => kind === 'delivered')).toHaveLength(1);
        expect(kinds).toHaveLength(5);
      }),
      { numRuns: 20 },
    );
  });

  test('of several attempts, in any order, the end is delivered if one arrived', async () => {
    const shuffled = fc.shuffledSubarray(['failed', 'undelivered', 'sent', 'delivered'] as const, {
      minLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(shuffled, async (order) => {
        const id = await messageThatIs('sending');
        for (const status of order) await applyReceipts(db(), [receipt(id, { status })], now());
        expect(await system.row(id)).toMatchObject({ status: 'delivered', failureCode: null });
      }),
      { numRuns: 15 },
    );
  });

  test('of a message that waits for another attempt proves that it was taken: it is not sent again', async () => {
    const id = await messageThatIs('scheduled');
    await system.core.connection.sql`
      UPDATE messages SET attempt_count = 1, next_attempt_at = now() WHERE id = ${id}`;
    await applyReceipts(db(), [receipt(id, { status: 'sent' })], now());
    expect(await system.row(id)).toMatchObject({ status: 'sent', nextAttemptAt: null });
  });

  test('the same one, 20 times at once, counts once', async () => {
    const id = await messageThatIs('sent');
    const one = receipt(id);
    const applied = await Promise.all(
      Array.from({ length: 20 }, () => applyReceipts(db(), [one, one], now())),
    );
    expect(applied.filter(({ moved }) => moved === 1)).toHaveLength(1);
    expect((await system.events(id)).map(({ kind }) => kind)).toEqual(['accepted', 'delivered']);
  });

  test("of another provider than the message's changes nothing", async () => {
    const id = await messageThatIs('sent');
    expect(await applyReceipts(db(), [receipt(id, { vendor: 'twilio' })], now())).toMatchObject({
      fresh: 0,
      moved: 0,
    });
    expect((await system.row(id)).status).toBe('sent');
  });

  test('of a message that nobody knows, or none at all, changes nothing', async () => {
    const nothing = { fresh: 0, moved: 0 };
    expect(await applyReceipts(db(), [receipt('msg_of_nobody')], now())).toMatchObject(nothing);
    expect(await applyReceipts(db(), [], now())).toMatchObject(nothing);
  });

  test('ends a wait for another attempt, so that what arrived is not sent again', async () => {
    const id = await messageThatIs('sending');
    await system.core.connection.sql`
      UPDATE messages SET next_attempt_at = now() WHERE id = ${id}`;
    await applyReceipts(db(), [receipt(id, { status: 'sent' })], now());
    expect(await system.row(id)).toMatchObject({ status: 'sent', nextAttemptAt: null });
  });

  test('in whole seconds is not from before the message was sent', async () => {
    const id = await messageThatIs('sent');
    const sentAt = now();
    const at = new Date(sentAt.getTime() - 999);
    await system.core.connection.db
      .update(messages)
      .set({ sentAt, claimedAt: sentAt })
      .where(eq(messages.id, id));
    await applyReceipts(db(), [receipt(id, { at })], now());
    expect((await system.row(id)).deliveredAt).toEqual(sentAt);
    expect((await system.events(id)).at(-1)?.at).toEqual(sentAt);
  });

  test('of many messages at once moves each', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, () => messageThatIs('sent')));
    const reports = ids.flatMap((id) => [receipt(id, { status: 'sent' }), receipt(id)]);
    expect(await applyReceipts(db(), reports, now())).toMatchObject({ fresh: 60, moved: 30 });
  });
});

test('reports are forgotten once they are older than any repetition, and not before', async () => {
  const id = await messageThatIs('sent');
  const [old, young] = [receipt(id, { status: 'sent' }), receipt(id, { status: 'sent' })];
  const instant = now();
  await applyReceipts(db(), [old], new Date(instant.getTime() - 1));
  await applyReceipts(db(), [young], instant);
  await purgeReceipts(db(), instant);
  const left = await system.core.connection.sql`
    SELECT dedupe_key FROM receipts WHERE message_id = ${id}`;
  expect(left.map((row) => row.dedupe_key)).toEqual([young.dedupeKey]);
});
