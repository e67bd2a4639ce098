import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createContact } from '#contacts/create-contact';
import { deleteContact } from '#contacts/delete-contact';
import type { SendTimeReason } from '#domain/send-time/decide-send-time';
import type { SendTimeWindow } from '#domain/send-time/send-time-windows';
import { reportSendTimes } from '#send-times/report-send-times';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let system: TestSystem;
let template: string;
beforeAll(async () => {
  system = await startTestSystem({ worker: false });
  template = (await system.schedule({ optimize: { window: '24h' } })).id;
});
afterAll(() => system.stop());
beforeEach(async () => {
  const { sql } = system.core.connection;
  await sql`DELETE FROM engagement_events`;
  await sql`DELETE FROM outbox WHERE message_id <> ${template}`;
  await sql`DELETE FROM messages WHERE id <> ${template}`;
});

interface Crowd {
  name: string;
  count: number;
  reason?: SendTimeReason;
  holdout?: boolean;
  holdoutShare?: number;
  window?: SendTimeWindow;
  /** Accepted so many hours ago, and sent so many hours after. */
  agoHours?: number;
  waitHours?: number | null;
  /** The first so many of them are opened, so many hours after they were sent. */
  opened?: number;
  openHours?: number;
  machine?: boolean;
  kind?: string;
  contactId?: string;
}

/** Copies of one message, with a decision, a send and opens as given. */
async function add(crowd: Crowd): Promise<void> {
  const { sql } = system.core.connection;
  const { name, count, reason = 'optimized', holdout = false, window = '24h' } = crowd;
  const { holdoutShare = 0.1, agoHours = 240, waitHours = holdout ? 0 : 6 } = crowd;
  const { opened = 0, openHours = 1, machine = false, kind = 'open' } = crowd;
  const decision = JSON.stringify({ modelReason: reason, holdout, holdoutShare, window });
  const createdAt = new Date(system.core.clock.nowMs() - agoHours * HOUR_MS);
  const sentAt = waitHours === null ? null : new Date(createdAt.getTime() + waitHours * HOUR_MS);
  const columns = await sql<{ name: string }[]>`
    SELECT column_name AS name FROM information_schema.columns
    WHERE table_name = 'messages' AND is_generated = 'NEVER'`;
  const values: Record<string, string> = {
    id: "'msg_' || $2 || n",
    timing_reason: '$3',
    timing_window: '$4',
    send_time_decision: '$5::text::jsonb',
    created_at: '$6::timestamptz',
    sent_at: '$7::timestamptz',
    contact_id: '$9::text',
    send_at: '$6::timestamptz',
  };
  const names = columns.map((column) => column.name);
  await sql.unsafe(
    `INSERT INTO messages (${names.join(', ')})
      SELECT ${names.map((column) => values[column] ?? column).join(', ')}
      FROM messages, generate_series(1, $8::int) n WHERE id = $1`,
    [
      ...[template, name, holdout ? 'holdout' : reason, window, decision],
      ...[createdAt.toISOString(), sentAt?.toISOString() ?? null, count],
      crowd.contactId ?? null,
    ],
  );
  if (sentAt === null) return;
  const at = new Date(sentAt.getTime() + openHours * HOUR_MS).toISOString();
  await sql`INSERT INTO engagement_events
    (workspace_id, address, channel, kind, machine, at, sent_at, message_id)
    SELECT ${system.actor.workspaceId}, 'a' || n, 'sms', ${kind}, ${machine}, ${at},
      ${sentAt.toISOString()}, 'msg_' || ${name}::text || n
    FROM generate_series(1, ${opened}::int) n`;
}

async function keepFor(days: number): Promise<void> {
  await system.core.connection.sql`UPDATE workspaces SET engagement_retention_days = ${days}`;
}

const report = (query: Parameters<typeof reportSendTimes>[1] = {}) =>
  system.act((scope) => reportSendTimes(scope, query));

test('O5: how many asked, how many were optimized, and why the others were not', async () => {
  await add({ name: 'a', count: 30 });
  await add({ name: 'b', count: 4, holdout: true });
  await add({ name: 'c', count: 7, reason: 'insufficient_history', window: '48h' });
  await add({ name: 'd', count: 2, reason: 'now_is_best', window: '48h' });
  await add({ name: 'old', count: 5, agoHours: 24 * 100 });
  const told = await report();
  // The one that the others are copies of asked too.
  expect(told).toMatchObject({ asked: 44, optimized: 30, holdout: 4, window: null });
  expect(told.decisions).toEqual([
    { window: '24h', reason: 'insufficient_history', count: 1 },
    { window: '24h', reason: 'optimized', count: 30 },
    { window: '24h', reason: 'holdout', count: 4 },
    { window: '48h', reason: 'insufficient_history', count: 7 },
    { window: '48h', reason: 'now_is_best', count: 2 },
  ]);
  expect(await report({ window: '48h' })).toMatchObject({ asked: 9, optimized: 0, holdout: 0 });
  const since = new Date(Date.now() - 120 * DAY_MS);
  expect(await report({ since })).toMatchObject({ asked: 49, optimized: 35 });
  expect(await report({ since, until: new Date(Date.now() - 50 * DAY_MS) })).toMatchObject({
    asked: 5,
  });
});

test('O5: the lift over the holdout, with its interval, by what people did', async () => {
  await add({ name: 'a', count: 900, opened: 270 });
  await add({ name: 'b', count: 100, holdout: true, opened: 15 });
  const [soon, day, week] = (await report()).outcomes;
  expect(soon).toMatchObject({
    within: '3h',
    optimized: { messages: 900, engaged: 270, rate: 0.3 },
    holdout: { messages: 100, engaged: 15, rate: 0.15 },
    lift: 2,
    enough: false,
    detail: expect.stringContaining('too little to tell'),
  });
  expect(soon?.interval?.low).toBeGreaterThan(1);
  expect(soon?.pValue).toBeLessThan(0.01);
  expect([day?.lift, week?.lift]).toEqual([2, 2]);
  await add({ name: 'more', count: 9100, opened: 2730 });
  await add({ name: 'others', count: 2900, holdout: true, opened: 435 });
  const [enough] = (await report()).outcomes;
  expect(enough).toMatchObject({ enough: true, holdout: { messages: 3000, engaged: 450 } });
  expect(enough?.detail).toBe('optimized messages are engaged with more than those of the holdout');
});

test('O5: what programs did, what came late, and what came before the holdout do not count', async () => {
  await add({ name: 'a', count: 10, opened: 10, openHours: 4 });
  await add({ name: 'b', count: 10, opened: 10, machine: true });
  await add({ name: 'c', count: 10, opened: 10, kind: 'click', openHours: 0.01 });
  await add({ name: 'before', count: 10, opened: 10, holdoutShare: 0 });
  await add({ name: 'e', count: 10, reason: 'insufficient_history', opened: 10 });
  const [soon, day] = (await report()).outcomes;
  expect(soon?.optimized).toEqual({ messages: 30, engaged: 0, rate: 0 });
  expect(day?.optimized).toEqual({ messages: 30, engaged: 10, rate: 1 / 3 });
});

test('O5: who has not had the time yet is not compared: else those that wait would be missing', async () => {
  await add({ name: 'fresh', count: 10, agoHours: 26, waitHours: 1, opened: 10 });
  await add({ name: 'aged', count: 7, agoHours: 28, waitHours: 1, opened: 7 });
  await add({ name: 'late', count: 4, agoHours: 200, waitHours: 199, opened: 4 });
  const [soon, day] = (await report()).outcomes;
  expect([soon?.optimized.messages, day?.optimized.messages]).toEqual([7, 0]);
});

test('O5: who opted out or was canceled while waiting counts as not engaged: they were drawn too', async () => {
  await add({ name: 'sent', count: 60, opened: 30 });
  await add({ name: 'canceled', count: 40, waitHours: null });
  await add({ name: 'b', count: 100, holdout: true, opened: 30 });
  const told = await report();
  expect(told).toMatchObject({
    holdoutShare: 0.1,
    drawn: { optimized: { drawn: 100, sent: 60 }, holdout: { drawn: 100, sent: 100 } },
  });
  for (const { optimized, lift } of told.outcomes) {
    expect([optimized, lift]).toEqual([{ messages: 100, engaged: 30, rate: 0.3 }, 1]);
  }
});

test('O5: messages of deleted contacts are left out: what they did is forgotten', async () => {
  const contacts = await system.act(async (scope) => {
    const input = { name: 'Ana', phones: [], emails: [] };
    const kept = await createContact(system.core, scope, input);
    const gone = await createContact(system.core, scope, input);
    await deleteContact(scope, gone.id);
    return { kept: kept.id, gone: gone.id };
  });
  for (const holdout of [false, true]) {
    const name = holdout ? 'held' : 'moved';
    await add({ name: `${name} kept`, holdout, count: 10, opened: 5, contactId: contacts.kept });
    await add({ name: `${name} gone`, holdout, count: 10, contactId: contacts.gone });
  }
  const told = await report();
  expect(told.drawn.optimized).toEqual({ drawn: 10, sent: 10 });
  const half = { messages: 10, engaged: 5, rate: 0.5 };
  expect(told.outcomes[0]).toMatchObject({ optimized: half, holdout: half });
  expect(told.asked).toBe(41);
});

test('O5: messages of which the engagement is forgotten are not judged, and it says so', async () => {
  await add({ name: 'old', count: 10, agoHours: 9 * 24 });
  await add({ name: 'held', count: 10, holdout: true, agoHours: 9 * 24 });
  await add({ name: 'young', count: 10, agoHours: 7 * 24, opened: 5 });
  await keepFor(8);
  const [soon, , week] = (await report()).outcomes;
  expect([soon?.optimized.messages, soon?.holdout.messages]).toEqual([10, 0]);
  expect(week?.detail).not.toContain('engagementRetentionDays');
  await keepFor(7);
  const [, day, forgotten] = (await report()).outcomes;
  expect(day?.detail).toContain('too little to tell');
  expect(forgotten).toMatchObject({
    lift: null,
    optimized: { messages: 0, rate: null },
    detail: 'engagementRetentionDays is 7: what people do is forgotten before 7d can be judged',
  });
  await keepFor(730);
});

test('O5: only messages drawn with one share are compared: the others had another chance', async () => {
  // By half in a good time, by a tenth in a bad one: pooled, they differ, and apart they do not.
  const good = { holdoutShare: 0.5, count: 100, opened: 80 };
  await add({ name: 'a', ...good });
  await add({ name: 'b', ...good, holdout: true });
  await add({ name: 'c', count: 900, opened: 90 });
  await add({ name: 'd', count: 100, opened: 10, holdout: true });
  const told = await report();
  expect(told.holdoutShare).toBe(0.1);
  expect(told.drawn.holdout).toEqual({ drawn: 100, sent: 100 });
  expect(told.outcomes[0]).toMatchObject({ lift: 1, optimized: { messages: 900, engaged: 90 } });
});

test('O5: of nothing at all it says that there is too little', async () => {
  const told = await report({ window: '72h' });
  expect(told).toMatchObject({ asked: 0, optimized: 0, holdout: 0, decisions: [] });
  expect(told.holdoutShare).toBeNull();
  for (const outcome of told.outcomes) {
    expect(outcome).toMatchObject({ lift: null, interval: null, pValue: null, enough: false });
    expect(outcome.optimized).toEqual({ messages: 0, engaged: 0, rate: null });
  }
  const now = new Date();
  await expect(report({ since: now, until: now })).rejects.toMatchObject({
    code: 'validation_failed',
  });
});

test('O5: a report of 20,000 optimized messages is counted in full', async () => {
  await add({ name: 'a', count: 18_000, opened: 5_400 });
  await add({ name: 'b', count: 2_000, holdout: true, opened: 400 });
  const told = await report();
  expect(told.outcomes[0]).toMatchObject({ lift: expect.closeTo(1.5), enough: true });
});
