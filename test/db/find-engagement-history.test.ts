import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createContact } from '#contacts/create-contact';
import { deleteContact } from '#contacts/delete-contact';
import {
  type EngagementSubject,
  findEngagementHistories,
  findEngagementHistory,
} from '#db/find-engagement-history';
import { enterWorkspace } from '#db/scope';
import type { EngagementHistory } from '#domain/send-time/engagement-history';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { createWorkspace } from '#workspaces/create-workspace';

const DAY_MS = 86_400_000;
const nothing: EngagementHistory = { engagements: [], sends: [] };

let system: TestSystem;
let people = 0;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

const since = () => new Date(Date.now() - 730 * DAY_MS);
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
const read = (subject: Partial<EngagementSubject>, from = since()) =>
  system.act(({ tx }) =>
    findEngagementHistory(tx, { contactId: null, address: null, ...subject }, from),
  );

async function addContact(...addresses: string[]): Promise<string> {
  const input = { name: 'Ana', phones: [], emails: addresses.map((address) => ({ address })) };
  return (await system.act((scope) => createContact(system.core, scope, input))).id;
}

interface Event {
  contactId?: string;
  address?: string;
  kind?: string;
  machine?: boolean;
  at?: Date;
  sentAt?: Date;
}

async function keep(...events: Event[]): Promise<void> {
  const { sql } = system.core.connection;
  for (const { contactId, address, kind = 'open', machine = false, at, sentAt } of events) {
    await sql`INSERT INTO engagement_events
      (workspace_id, contact_id, address, channel, kind, machine, at, sent_at)
      VALUES (${system.actor.workspaceId}, ${contactId ?? null}, ${address ?? null}, 'email',
        ${kind}, ${machine}, ${(at ?? daysAgo(1)).toISOString()}, ${sentAt?.toISOString() ?? null})`;
  }
}

/** A message that was sent then. */
async function send(to: { to?: string; contactId?: string }, sentAt: Date): Promise<void> {
  const { id } = await system.schedule({
    ...{ channel: 'email', subject: 'x', to: undefined, ...to, sendAt: system.inMs(DAY_MS) },
  });
  await system.core.connection.sql`
    UPDATE messages SET status = 'sent', sent_at = ${sentAt.toISOString()} WHERE id = ${id}`;
}

describe("O1: a recipient's history", () => {
  test('has each event with its instant, its kind, and when what it answers was sent', async () => {
    const contactId = await addContact(`ana${people++}@example.org`);
    const [first, second, sentAt] = [daysAgo(3), daysAgo(2), daysAgo(4)];
    await keep(
      { contactId, at: first, kind: 'click', sentAt },
      { contactId, at: second, kind: 'reply' },
      { contactId, at: new Date('1999-12-31T23:59:59.999Z') },
      { contactId, at: daysAgo(1), machine: true },
    );
    const { engagements } = await read({ contactId });
    expect(engagements.toSorted((one, other) => one.atMs - other.atMs)).toEqual([
      { atMs: first.getTime(), kind: 'click', machine: false, sentAtMs: sentAt.getTime() },
      { atMs: second.getTime(), kind: 'reply', machine: false, sentAtMs: null },
      { atMs: expect.any(Number), kind: 'open', machine: true, sentAtMs: null },
    ]);
    const all = await read({ contactId }, new Date(-1));
    expect(all.engagements.map(({ atMs }) => new Date(atMs).toISOString())).toContain(
      '1999-12-31T23:59:59.999Z',
    );
  });

  test('has what its addresses did before they were its own, and when they were sent to', async () => {
    const address = `bo${people++}@example.org`;
    const [before, after] = [daysAgo(9), daysAgo(5)];
    await keep({ address, at: before });
    await send({ to: address }, before);
    expect((await read({ address })).engagements).toHaveLength(1);
    const contactId = await addContact(address, `bo${people++}@example.org`);
    await keep({ contactId, at: after });
    await send({ contactId, to: address }, after);
    const { engagements, sends } = await read({ contactId });
    expect(engagements.map(({ atMs }) => atMs).sort()).toEqual([+before, +after]);
    expect(sends.toSorted()).toEqual([+before, +after]);
    // An address alone is not linked to a contact by it.
    expect((await read({ address })).engagements).toHaveLength(1);
    expect((await read({ address })).sends).toEqual([+before]);
  });

  test('is empty for whoever did nothing, is of another workspace, or is nobody', async () => {
    const address = `ceu${people++}@example.org`;
    const contactId = await addContact(address);
    expect(await read({ contactId })).toEqual(nothing);
    expect(await read({ contactId: 'con_of_nobody' })).toEqual(nothing);
    expect(await read({})).toEqual(nothing);
    await keep({ contactId }, { address });
    await send({ contactId }, daysAgo(1));
    const { connection, clock } = system.core;
    const now = new Date(clock.nowMs());
    const { workspaceId } = await createWorkspace(connection.db, { name: `${people++}`, now });
    await connection.db.transaction(async (tx) => {
      await enterWorkspace(tx, workspaceId);
      for (const subject of [
        { contactId, address: null },
        { contactId: null, address },
      ]) {
        expect(await findEngagementHistory(tx, subject, since())).toEqual(nothing);
      }
    });
  });

  test('of many is one answer, in which each finds its own', async () => {
    const subjects: EngagementSubject[] = [];
    for (let index = 0; index < 5; index++) {
      const contactId = await addContact(`dan${people++}@example.org`);
      await keep(...Array.from({ length: index }, () => ({ contactId })));
      subjects.push({ contactId, address: null });
    }
    const found = await system.act(({ tx }) =>
      findEngagementHistories(tx, [...subjects, ...subjects.toReversed()], since()),
    );
    expect(found.size).toBe(5);
    for (const [index, { contactId }] of subjects.entries()) {
      expect(found.get(contactId ?? '')?.engagements).toHaveLength(index);
    }
    expect(await system.act(({ tx }) => findEngagementHistories(tx, [], since()))).toEqual(
      new Map(),
    );
  });

  test('has the newest 5,000 events and 2,000 sends, its addresses’ among them', async () => {
    const address = `eva${people++}@example.org`;
    const contactId = await addContact(address);
    const { sql } = system.core.connection;
    const { workspaceId } = system.actor;
    await sql`INSERT INTO engagement_events (workspace_id, contact_id, address, channel, kind, at)
      SELECT ${workspaceId}, CASE WHEN i % 2 = 0 THEN ${contactId} END,
        CASE WHEN i % 2 = 1 THEN ${address} END, 'email', 'open', now() - (i || ' minutes')::interval
      FROM generate_series(1, 5100) AS i`;
    const { engagements } = await read({ contactId });
    expect(engagements).toHaveLength(5_000);
    const oldest = Math.min(...engagements.map(({ atMs }) => atMs));
    expect(Date.now() - oldest).toBeLessThan(5_001 * 60_000 + 30_000);
    await system.act((scope) => deleteContact(scope, contactId));
    expect((await read({ contactId })).engagements).toEqual([]);
  });
});
