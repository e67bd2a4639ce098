import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimMessage, claimPastDue } from '#db/messages/claim-messages';
import { editMessageRow } from '#db/messages/edit-message';
import { eventually } from '#test/support/eventually';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

const now = () => new Date(system.core.clock.nowMs());

test('the claim takes a scheduled message once, with an attempt and an event', async () => {
  const { id } = await system.schedule();
  const { db } = system.core.connection;
  const claims = await Promise.all(Array.from({ length: 8 }, () => claimMessage(db, id, 1, now())));
  expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
  expect(await system.row(id)).toMatchObject({ status: 'sending', version: 2, attemptCount: 1 });
  expect(await system.attempts(id)).toMatchObject([{ number: 1, finishedAt: null }]);
  expect((await system.events(id)).map((event) => event.kind)).toEqual(['accepted', 'sending']);
});

test('T4: the claim leaves a message alone until the millisecond that it is due', async () => {
  const { db } = system.core.connection;
  const message = await system.schedule({ sendAt: system.inMs(60_000) });
  const early = new Date(message.sendAt.getTime() - 1);
  expect(await claimMessage(db, message.id, 1, early)).toBeNull();
  expect(await claimPastDue(db, past(early))).toEqual([]);
  expect(await claimMessage(db, message.id, 1, message.sendAt)).toMatchObject({ id: message.id });
});

test('the claim of another version than the one that was waited for is refused', async () => {
  const { db } = system.core.connection;
  const { id } = await system.schedule();
  expect(await claimMessage(db, id, 2, now())).toBeNull();
  expect(await system.row(id)).toMatchObject({ status: 'scheduled', attemptCount: 0 });
});

test('C2: a claim that meets an edit half way does not send the new content at the old time', async () => {
  const { db } = system.core.connection;
  const { id } = await system.schedule({ text: 'old' });
  const later = new Date(Date.now() + 3_600_000);
  const { claim } = await db.transaction(async (tx) => {
    const edit = { id, version: 1, now: now(), event: { kind: 'edited' as const, details: {} } };
    await editMessageRow(tx, { ...edit, changes: { text: 'new', sendAt: later } });
    const waiting = claimMessage(db, id, 1, now());
    await untilSomebodyWaits();
    // Wrapped, so that the transaction commits before it is awaited.
    return { claim: waiting };
  });
  expect(await claim).toBeNull();
  expect(await system.row(id)).toMatchObject({ status: 'scheduled', text: 'new', version: 2 });
});

test('C2: a sweep that meets a reschedule half way leaves the message to its new time', async () => {
  const { db } = system.core.connection;
  const { id } = await system.schedule({ text: 'old' });
  const later = new Date(Date.now() + 3_600_000);
  await db.transaction(async (tx) => {
    const edit = {
      id,
      version: 1,
      now: now(),
      event: { kind: 'rescheduled' as const, details: {} },
    };
    await editMessageRow(tx, { ...edit, changes: { sendAt: later } });
    expect((await claimPastDue(db, past(now()))).map((claim) => claim.id)).not.toContain(id);
  });
  expect((await claimPastDue(db, past(now()))).map((claim) => claim.id)).not.toContain(id);
});

const past = (at: Date) => ({ now: at, dueBefore: at, limit: 100, limitPerSender: 100 });

async function untilSomebodyWaits(): Promise<void> {
  const { sql } = system.core.connection;
  await eventually('a statement that waits for a lock', async () => {
    const [row] = await sql`SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return row?.count > 0;
  });
}
