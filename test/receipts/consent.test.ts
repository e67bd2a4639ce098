import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '#db/new-id';
import { inWorkspace } from '#db/scope';
import { type ConsentChange, nothingReported } from '#domain/receipt';
import type { SuppressionChannel } from '#domain/suppression';
import { scheduleMessage } from '#messages/schedule-message';
import { recordReports } from '#receipts/record-reports';
import { createRecordingProvider } from '#test/support/recording-provider';
import { createTestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { createWorkspace } from '#workspaces/create-workspace';

const HOUR_MS = 3_600_000;
// Senders of the demo workspace.
const OUR_NUMBER = '+12125550100';

let system: TestSystem;
let numbers = 0;
let reports = 0;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

const nextNumber = () => `+1212555${String(2000 + numbers++)}`;
const record = (...consents: ConsentChange[]) =>
  recordReports(
    system.core.connection.db,
    { ...nothingReported, consents },
    new Date(system.core.clock.nowMs()),
  );
const later = (overrides: object) =>
  system.schedule({ sendAt: system.inMs(HOUR_MS), ...overrides } as never);
const statusOf = async (id: string) => (await system.row(id)).status;

/** What somebody wrote to one of our numbers. */
function wish(
  address: string,
  reason: ConsentChange['reason'] = 'opted_out',
  channel: SuppressionChannel = 'sms',
): ConsentChange {
  const about = { kind: 'sender', senders: [OUR_NUMBER], channel, address } as const;
  return { vendor: 'sink', dedupeKey: `report ${reports++}`, reason, about };
}

describe('C6: STOP', () => {
  test('cancels what is pending for the number, SMS and MMS, and nothing else', async () => {
    const to = nextNumber();
    const pending = [
      await later({ to }),
      await later({ to, channel: 'mms', mediaUrls: ['https://example.com/a.png'] }),
    ];
    const others = [
      await later({ to: nextNumber() }),
      await later({ to, channel: 'whatsapp', text: 'Hello' }),
      await later({ to: 'ana@example.com', channel: 'email', subject: 'x' }),
    ];
    await record(wish(to));
    for (const { id } of pending) {
      expect(await system.row(id)).toMatchObject({ status: 'canceled', cancelReason: 'opted_out' });
      const last = (await system.events(id)).at(-1);
      expect(last).toMatchObject({ kind: 'canceled', details: { reason: 'opted_out' } });
    }
    for (const { id } of others) expect(await statusOf(id)).toBe('scheduled');
  });

  test('refuses new messages to the number, and edits that lead to it', async () => {
    const to = nextNumber();
    await record(wish(to));
    const refused = { code: 'recipient_suppressed', problems: [{ pointer: '/to' }] };
    await expect(later({ to })).rejects.toMatchObject(refused);
    const other = await later({ to: nextNumber() });
    await expect(system.edit(other.id, { to })).rejects.toMatchObject(refused);
    expect((await later({ to, channel: 'whatsapp' })).status).toBe('scheduled');
  });

  test('is lifted by START, and told again it stays lifted', async () => {
    const to = nextNumber();
    const stop = wish(to);
    await record(stop);
    await record(wish(to, null));
    await record(stop);
    expect((await later({ to })).status).toBe('scheduled');
  });

  test('of a number nobody has, to a sender that nobody knows, changes nothing', async () => {
    await record(wish(nextNumber()));
    const to = nextNumber();
    const strange = {
      ...wish(to),
      about: { ...wish(to).about, senders: ['+19995550000'] },
    } as ConsentChange;
    await record(strange);
    expect((await later({ to })).status).toBe('scheduled');
  });

  test('in one workspace is none in another', async () => {
    const { db, sql } = system.core.connection;
    const now = new Date(system.core.clock.nowMs());
    const { workspaceId, userId } = await db.transaction((tx) =>
      createWorkspace(tx, { name: 'another', now }),
    );
    const senderId = newId('snd');
    await sql`INSERT INTO senders (id, workspace_id, channel, provider, address, name, is_default,
        created_at, updated_at)
      VALUES (${senderId}, ${workspaceId}, 'sms', 'sink', '+12125550177', 'Other', true, now(), now())`;
    const actor = { workspaceId, userId, keyId: 'key_x', role: 'admin' } as const;
    const to = nextNumber();
    const schedule = () =>
      inWorkspace(db, actor, now, (scope) =>
        scheduleMessage(system.core, scope, {
          channel: 'sms',
          to,
          text: 'Hello',
          sendAt: system.inMs(HOUR_MS),
        }),
      );
    const before = await schedule();
    await record(wish(to));
    expect(await statusOf(before.id)).toBe('scheduled');
    expect((await schedule()).status).toBe('scheduled');
    await expect(later({ to })).rejects.toMatchObject({ code: 'recipient_suppressed' });
  });

  test('to a number of a messaging service counts for the service', async () => {
    const { sql } = system.core.connection;
    const serviceSid = `MG${'5'.repeat(32)}`;
    await sql`INSERT INTO senders (id, workspace_id, channel, provider, service_sid, name, created_at, updated_at)
      VALUES (${newId('snd')}, ${system.actor.workspaceId}, 'sms', 'sink', ${serviceSid}, 'Pool', now(), now())`;
    const to = nextNumber();
    const { id } = await later({ to });
    const change = wish(to);
    const about = {
      ...change.about,
      senders: ['+19995550001', serviceSid],
    } as ConsentChange['about'];
    await record({ ...change, about });
    expect(await statusOf(id)).toBe('canceled');
  });

  test('to a sender that was deleted since counts all the same', async () => {
    const { sql } = system.core.connection;
    await sql`INSERT INTO senders (id, workspace_id, channel, provider, address, name, created_at, updated_at, deleted_at)
      VALUES (${newId('snd')}, ${system.actor.workspaceId}, 'sms', 'sink', '+12125550166', 'Gone', now(), now(), now())`;
    const to = nextNumber();
    const { id } = await later({ to });
    const change = wish(to);
    await record({
      ...change,
      about: { ...change.about, senders: ['+12125550166'] } as ConsentChange['about'],
    });
    expect(await statusOf(id)).toBe('canceled');
  });

  test('after an unsubscribe a spam report holds, and is not lifted', async () => {
    const to = 'angry@example.com';
    const mail = () => later({ to, channel: 'email', subject: 'x' });
    const { id } = await mail();
    const about = { kind: 'message', messageId: id } as const;
    for (const reason of ['unsubscribed', 'spam_report', 'unsubscribed', null] as const) {
      await record({ vendor: 'sink', dedupeKey: `report ${reports++}`, reason, about });
    }
    await expect(mail()).rejects.toMatchObject({ code: 'recipient_suppressed' });
  });

  test('of many at once, about the same addresses in another order, is heard from all', async () => {
    const mailboxes = Array.from({ length: 12 }, (_, index) => `crowd${index}@example.com`);
    const ids: string[] = [];
    for (const to of mailboxes) ids.push((await later({ to, channel: 'email', subject: 'x' })).id);
    const all = (order: readonly string[]): ConsentChange[] =>
      order.map((messageId) => ({
        vendor: 'sink',
        dedupeKey: `report ${reports++}`,
        reason: 'unsubscribed',
        about: { kind: 'message', messageId },
      }));
    await Promise.all([record(...all(ids)), record(...all(ids.toReversed())), record(...all(ids))]);
    for (const id of ids) expect(await statusOf(id)).toBe('canceled');
  });
});

describe('C6: the last look before the send', () => {
  test('fails a message whose recipient opted out while it was being accepted', async () => {
    const to = nextNumber();
    const { id } = await system.schedule({ to });
    // As if the wish had been committed before the message was there to be canceled.
    await system.core.connection.sql`INSERT INTO suppressions
      (workspace_id, channel, address, reason, created_at)
      VALUES (${system.actor.workspaceId}, 'sms', ${to}, 'opted_out', now())`;
    const provider = createRecordingProvider(system.core.clock);
    await createTestActivities(system, provider).deliver(id);
    expect(provider.callsFor(id)).toEqual([]);
    expect(await system.row(id)).toMatchObject({
      status: 'failed',
      failureCode: 'recipient_suppressed',
    });
  });
});

describe('what a message brought about', () => {
  const about = (messageId: string) => ({ kind: 'message', messageId }) as const;
  const email = (to: string) => later({ to, channel: 'email', subject: 'Your table' });

  test.each(['unsubscribed', 'spam_report'] as const)(
    '%s cancels what else is pending for the mailbox',
    async (reason) => {
      const to = `${reason}@example.com`;
      const [first, second] = [await email(to), await email(to)];
      const change = {
        vendor: 'sink',
        dedupeKey: `report ${reports++}`,
        reason,
        about: about(first.id),
      } as const;
      await record(change);
      expect([await statusOf(first.id), await statusOf(second.id)]).toEqual([
        'canceled',
        'canceled',
      ]);
      await expect(email(to)).rejects.toMatchObject({ code: 'recipient_suppressed' });
    },
  );

  test('H4: a bounce suppresses the mailbox, and is no wish: what is pending fails at its time', async () => {
    const to = 'gone@example.com';
    const [first, second] = [await email(to), await email(to)];
    await record({
      vendor: 'sink',
      dedupeKey: `report ${reports++}`,
      reason: 'bounced',
      about: about(first.id),
    });
    expect(await statusOf(second.id)).toBe('scheduled');
    await expect(email(to)).rejects.toMatchObject({ code: 'recipient_suppressed' });
    await record({
      vendor: 'sink',
      dedupeKey: `report ${reports++}`,
      reason: null,
      about: about(first.id),
    });
    await expect(email(to)).rejects.toMatchObject({ code: 'recipient_suppressed' });
  });
});
