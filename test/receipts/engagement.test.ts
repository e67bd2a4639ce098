import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createContact } from '#contacts/create-contact';
import { deleteContact } from '#contacts/delete-contact';
import { findEngagementHistory } from '#db/find-engagement-history';
import { engagementEvents } from '#db/schema/engagement-events';
import type { EngagementReport } from '#domain/engagement';
import { nothingReported, type Receipt } from '#domain/receipt';
import type { Reply } from '#domain/reply';
import type { Status } from '#domain/status';
import { acceptEngagements } from '#engagement/accept-engagements';
import { recordReports } from '#receipts/record-reports';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const HOUR_MS = 3_600_000;

let system: TestSystem;
let people = 0;
let told = 0;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

const db = () => system.core.connection.db;
const now = () => new Date(system.core.clock.nowMs());
const ago = (ms: number) => new Date(now().getTime() - ms);
const record = (...engagements: EngagementReport[]) =>
  recordReports(db(), { ...nothingReported, engagements }, now());
const keptOf = (messageId: string) =>
  db()
    .select()
    .from(engagementEvents)
    .where(eq(engagementEvents.messageId, messageId))
    .orderBy(engagementEvents.at);
const kinds = async (id: string) => (await system.events(id)).map(({ kind }) => kind);

function report(messageId: string, overrides: Partial<EngagementReport> = {}): EngagementReport {
  return {
    vendor: 'sink',
    eventId: `event ${told++}`,
    messageId,
    kind: 'open',
    machine: false,
    at: null,
    ...overrides,
  };
}

function addContact(): Promise<{ id: string; address: string }> {
  const address = `ana${people++}@example.org`;
  const input = { name: 'Ana', phones: [], emails: [{ address }] };
  return system.act(async (scope) => {
    const { id } = await createContact(system.core, scope, input);
    return { id, address };
  });
}

/** An email that stands so; how it came there does not matter here. */
async function emailThatIs(status: Status, contactId?: string): Promise<string> {
  const to = contactId === undefined ? `bo${people++}@example.org` : undefined;
  const sendAt = system.inMs(HOUR_MS);
  const { id } = await system.schedule({ channel: 'email', subject: 'x', to, contactId, sendAt });
  await system.core.connection.sql`UPDATE messages SET status = ${status} WHERE id = ${id}`;
  return id;
}

describe('O1: what a recipient did with a message', () => {
  test('is kept with its time, and told on the timeline without more', async () => {
    const contact = await addContact();
    const id = await emailThatIs('delivered', contact.id);
    const at = ago(HOUR_MS);
    await record(report(id, { at }), report(id, { kind: 'click', at: ago(1_000) }));
    const [open, click] = await keptOf(id);
    expect(open).toMatchObject({
      workspaceId: system.actor.workspaceId,
      contactId: contact.id,
      address: null,
      channel: 'email',
      kind: 'open',
      machine: false,
      at,
    });
    expect(click).toMatchObject({ kind: 'click' });
    expect((await system.events(id)).slice(1)).toMatchObject([
      { kind: 'engaged', at, details: { engagement: 'open', machine: false } },
      { kind: 'engaged', details: { engagement: 'click', machine: false } },
    ]);
    expect((await system.row(id)).status).toBe('delivered');
  });

  test('has the time that the message was sent at', async () => {
    const contact = await addContact();
    const id = await emailThatIs('delivered', contact.id);
    const sentAt = ago(2 * HOUR_MS);
    await system.core.connection.sql`
      UPDATE messages SET sent_at = ${sentAt.toISOString()} WHERE id = ${id}`;
    await record(report(id, { at: ago(HOUR_MS) }), report(id, { at: ago(3 * HOUR_MS) }));
    const { engagements } = await system.act(({ tx }) =>
      findEngagementHistory(tx, { contactId: contact.id, address: null }, ago(24 * HOUR_MS)),
    );
    expect(engagements.map(({ sentAtMs }) => sentAtMs)).toEqual([+sentAt, +sentAt]);
    // Vendors tell whole seconds: none comes before it was sent.
    expect(Math.min(...engagements.map(({ atMs }) => atMs))).toBe(+sentAt);
  });

  test('O3: by a machine is marked', async () => {
    const id = await emailThatIs('delivered');
    await record(report(id, { machine: true }));
    expect(await keptOf(id)).toMatchObject([{ machine: true, contactId: null }]);
    const last = (await system.events(id)).at(-1);
    expect(last?.details).toEqual({ engagement: 'open', machine: true });
  });

  test('told 20 times at once, alone and beside others, is there once', async () => {
    const [one, other] = [await emailThatIs('sent'), await emailThatIs('sent')];
    const reports = [report(one), report(other), report(one, { kind: 'click' })];
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        record(...(index % 2 === 0 ? reports : reports.toReversed()), ...reports.slice(index % 3)),
      ),
    );
    expect(await keptOf(one)).toHaveLength(2);
    expect(await keptOf(other)).toHaveLength(1);
    expect((await kinds(other)).filter((kind) => kind === 'engaged')).toHaveLength(1);
  });

  test('that is told over HTTP too, by the vendor’s id for it, is there once', async () => {
    const contact = await addContact();
    const id = await emailThatIs('sent', contact.id);
    const [first, second] = [report(id), report(id, { eventId: 'Straße 4 €' })];
    const tell = ({ eventId }: EngagementReport) =>
      system.act((scope) =>
        acceptEngagements(scope, [
          {
            kind: 'readable',
            input: { contactId: contact.id, channel: 'email', kind: 'open', at: ago(5), eventId },
          },
        ]),
      );
    await record(first);
    expect(await tell(first)).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await tell(second)).toMatchObject({ accepted: 1, duplicates: 0 });
    await record(second);
    expect(await keptOf(id)).toHaveLength(1);
    expect((await kinds(id)).filter((kind) => kind === 'engaged')).toHaveLength(1);
  });

  test('that is told over HTTP answers the newest message of its channel that was sent before', async () => {
    const DAY_MS = 24 * HOUR_MS;
    const { sql } = system.core.connection;
    const ana = await addContact();
    const to = `bo${people++}@example.org`;
    const other = await addContact();
    const sentAt = [ago(40 * DAY_MS), ago(5 * DAY_MS), ago(3 * DAY_MS)];
    for (const at of sentAt) {
      const ids = [await emailThatIs('sent', ana.id), await emailThatIs('sent', other.id)];
      ids.push((await system.schedule({ channel: 'email', subject: 'x', to })).id);
      await sql`UPDATE messages SET sent_at = ${at.toISOString()} WHERE id = ANY(${ids})`;
    }
    await emailThatIs('scheduled', ana.id);
    await sql`UPDATE messages SET sent_at = ${ago(2 * DAY_MS).toISOString()}, channel = 'sms'
      WHERE id = ${await emailThatIs('sent', ana.id)}`;
    const days = [1, 4, 6, 39, 41];
    for (const whose of [{ contactId: ana.id }, { address: to }]) {
      const told = days.map((day) => ({
        kind: 'readable' as const,
        input: {
          ...whose,
          channel: 'email' as const,
          kind: 'open' as const,
          at: ago(day * DAY_MS),
        },
      }));
      await system.act((scope) => acceptEngagements(scope, told));
    }
    const rows = await sql`SELECT sent_at FROM engagement_events
      WHERE contact_id = ${ana.id} OR address = ${to} ORDER BY address IS NULL, at DESC`;
    const found = rows.map(({ sent_at }) => sent_at && new Date(sent_at));
    // Of six days ago the one before is 34 days old.
    const expected = [sentAt[2], sentAt[1], null, sentAt[0], null];
    expect(found).toEqual([...expected, ...expected]);
  });

  test('in the future happens now', async () => {
    const id = await emailThatIs('delivered');
    await record(report(id, { at: ago(-HOUR_MS) }), report(id));
    for (const { at } of await keptOf(id)) expect(at.getTime()).toBeLessThanOrEqual(Date.now());
  });

  test("by another vendor than the message's, or of no message, is passed over", async () => {
    const id = await emailThatIs('sent');
    await record(report(id, { vendor: 'sendgrid' }), report('msg_of_nobody'));
    expect(await keptOf(id)).toEqual([]);
    expect((await system.row(id)).status).toBe('sent');
  });
});

describe('H4: an open', () => {
  test.each(['sending', 'sent', 'unknown'] as const)(
    'of a message that is %s proves that it was delivered, a machine’s too',
    async (status) => {
      for (const machine of [false, true]) {
        const id = await emailThatIs(status);
        const at = ago(HOUR_MS);
        await record(report(id), report(id, { at, machine }));
        expect(await system.row(id)).toMatchObject({ status: 'delivered', deliveredAt: at });
        expect(await kinds(id)).toEqual(['accepted', 'delivered', 'engaged', 'engaged']);
      }
    },
  );

  test('of a message that waits for another attempt ends the wait: it is not sent again', async () => {
    const id = await emailThatIs('scheduled');
    await system.core.connection.sql`
      UPDATE messages SET attempt_count = 1, next_attempt_at = now() WHERE id = ${id}`;
    await record(report(id));
    expect(await system.row(id)).toMatchObject({ status: 'delivered', nextAttemptAt: null });
  });

  test.each(['scheduled', 'canceled', 'undelivered', 'failed', 'delivered'] as const)(
    'of a message that is %s changes no status',
    async (status) => {
      const id = await emailThatIs(status);
      await record(report(id));
      expect((await system.row(id)).status).toBe(status);
      expect(await kinds(id)).toEqual(['accepted', 'engaged']);
    },
  );

  test('beside the delivery itself counts after it, whatever their order', async () => {
    const id = await emailThatIs('sent');
    const at = ago(HOUR_MS);
    const delivered: Receipt = {
      vendor: 'sink',
      dedupeKey: `receipt ${told++}`,
      messageId: id,
      providerMessageId: null,
      status: 'delivered',
      code: null,
      at,
    };
    const engagements = [report(id)];
    await recordReports(db(), { ...nothingReported, engagements, receipts: [delivered] }, now());
    expect((await system.row(id)).deliveredAt).toEqual(at);
    expect(await kinds(id)).toEqual(['accepted', 'delivered', 'engaged']);
  });
});

describe('O1: a reply', () => {
  const reply = (from: string, overrides: Partial<Reply> = {}): Reply => ({
    vendor: 'sink',
    dedupeKey: `reply ${told++}`,
    channel: 'email',
    from,
    to: [],
    subject: null,
    text: 'Yes',
    html: null,
    mediaUrls: null,
    answers: [],
    providerMessageId: null,
    threadIds: null,
    automatic: false,
    ...overrides,
  });
  const receive = (...replies: Reply[]) =>
    recordReports(db(), { ...nothingReported, replies }, now());

  test('is engagement, once, and no event of the timeline', async () => {
    const contact = await addContact();
    const id = await emailThatIs('delivered', contact.id);
    const one = reply('another@example.org', { answers: [id] });
    await Promise.all([receive(one), receive(one), receive(one)]);
    expect(await keptOf(id)).toMatchObject([
      { kind: 'reply', contactId: contact.id, address: null, machine: false },
    ]);
    expect(await kinds(id)).toEqual(['accepted']);
  });

  test('unprompted counts too, of a contact or of an address that nobody knows', async () => {
    const contact = await addContact();
    const stranger = `stranger${people++}@example.org`;
    const to = ['demo@example.com'];
    await receive(reply(contact.address, { to }), reply(stranger, { to }));
    const { sql } = system.core.connection;
    const rows = await sql`SELECT kind, contact_id, address, message_id, sent_at
      FROM engagement_events WHERE contact_id = ${contact.id} OR address = ${stranger}
      ORDER BY contact_id`;
    const alone = { kind: 'reply', message_id: null, sent_at: null };
    expect([...rows]).toEqual([
      { ...alone, contact_id: contact.id, address: null },
      { ...alone, contact_id: null, address: stranger },
    ]);
  });

  test('by a program is kept, and is neither engagement nor an answer (C5)', async () => {
    const contact = await addContact();
    const id = await emailThatIs('delivered', contact.id);
    const to = { to: undefined, contactId: contact.id };
    const pending = await system.schedule({
      ...{ channel: 'email', subject: 'x', ...to, cancelOn: ['reply'] },
      sendAt: system.inMs(HOUR_MS),
    });
    await receive(reply(contact.address, { answers: [id], automatic: true }));
    const { sql } = system.core.connection;
    expect(await sql`SELECT text FROM replies WHERE message_id = ${id}`).toEqual([{ text: 'Yes' }]);
    expect(await keptOf(id)).toEqual([]);
    expect((await system.row(pending.id)).status).toBe('scheduled');
    await receive(reply(contact.address, { answers: [id] }));
    expect((await system.row(pending.id)).status).toBe('canceled');
  });
});

describe('C4: deleting a contact', () => {
  const countOf = async (contactId: string) => {
    const { sql } = system.core.connection;
    const rows = await sql`SELECT 1 FROM engagement_events WHERE contact_id = ${contactId}`;
    return rows.length;
  };
  const remove = (id: string) => system.act((scope) => deleteContact(scope, id));

  test('forgets what it did, and nobody else’s', async () => {
    const [ana, bo] = [await addContact(), await addContact()];
    const ids = [await emailThatIs('sent', ana.id), await emailThatIs('sent', bo.id)];
    await record(...ids.map((id) => report(id)));
    expect([await countOf(ana.id), await countOf(bo.id)]).toEqual([1, 1]);
    await remove(ana.id);
    expect([await countOf(ana.id), await countOf(bo.id)]).toEqual([0, 1]);
  });

  test('keeps nothing of what is told afterwards, by its address neither', async () => {
    const ana = await addContact();
    const id = await emailThatIs('sent', ana.id);
    await remove(ana.id);
    const late = report(id);
    await record(late, report(id, { kind: 'click' }));
    await record(late);
    expect(await keptOf(id)).toEqual([]);
    const { sql } = system.core.connection;
    expect(await sql`SELECT 1 FROM engagement_events WHERE address = ${ana.address}`).toEqual([]);
    // It was delivered all the same, and that names nobody.
    expect(await kinds(id)).toEqual(['accepted', 'delivered']);
  });

  test('while it opens its mail, nothing is left of it', async () => {
    for (let round = 0; round < 10; round++) {
      const { id: contactId } = await addContact();
      const id = await emailThatIs('sent', contactId);
      const opens = Array.from({ length: 8 }, () => record(report(id)));
      await Promise.all([...opens.slice(0, 4), remove(contactId), ...opens.slice(4)]);
      expect(await countOf(contactId)).toBe(0);
    }
  });

  test('lets the curve be learned anew, where it was learned from it', async () => {
    const { sql } = system.core.connection;
    const [ana, bo] = [await addContact(), await addContact()];
    await record(report(await emailThatIs('sent', ana.id)));
    await sql`INSERT INTO send_time_curves (workspace_id, params_hash, learned_at)
      VALUES (${system.actor.workspaceId}, 'x', now())`;
    const stateOf = async () => (await sql`SELECT state FROM send_time_curves`)[0]?.state;
    await remove(bo.id);
    expect(await stateOf()).toBe('fresh');
    await remove(ana.id);
    expect(await stateOf()).toBe('stale');
  });
});
