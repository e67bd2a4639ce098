import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closeLostAttempts } from '#activities/close-lost-attempts';
import { createContact } from '#contacts/create-contact';
import { deleteContact } from '#contacts/delete-contact';
import { editContact } from '#contacts/edit-contact';
import { getConversation } from '#contacts/get-conversation';
import { claimMessage } from '#db/messages/claim-messages';
import { ATTEMPT_LOST_AFTER_MS } from '#domain/delivery';
import { RETRY_FOR_MS } from '#domain/outcome';
import { cloneMessages } from '#test/support/clone-messages';
import { eventually } from '#test/support/eventually';
import { createRecordingProvider, type RecordingProvider } from '#test/support/recording-provider';
import { createTestActivities, type TestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const HOUR_MS = 3_600_000;

let system: TestSystem;
let provider: RecordingProvider;
let activities: TestActivities;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());
beforeEach(async () => {
  provider = createRecordingProvider(system.core.clock);
  activities = createTestActivities(system, provider);
  await setQuietHours(null);
});

const nowMs = () => system.core.clock.nowMs();
const deliver = (id: string) => activities.deliver(id);
const last = async (id: string) => (await system.events(id)).at(-1);

async function setQuietHours(setting: { start: string; end: string } | null): Promise<void> {
  const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
  const quietHours = setting && JSON.stringify({ ...setting, weekdays });
  await system.core.connection
    .sql`UPDATE workspaces SET quiet_hours = ${quietHours}::text::jsonb, default_time_zone = 'UTC'`;
}

/** From an hour ago, so many hours from now on, UTC. @returns their end. */
async function beQuiet(hours: number): Promise<Date> {
  const at = (ms: number) => new Date(nowMs() + ms).toISOString();
  const end = at(hours * HOUR_MS).slice(0, 16);
  await setQuietHours({ start: at(-HOUR_MS).slice(11, 16), end: end.slice(11) });
  return new Date(`${end}:00Z`);
}

async function passUntil(instant: Date): Promise<void> {
  system.passMs(instant.getTime() - nowMs());
}

describe('T7: what is due in quiet hours', () => {
  test('waits until they are over, though they were set after it was accepted', async () => {
    const { id, sendAt } = await system.schedule();
    const until = await beQuiet(3);
    const { version } = await system.row(id);
    expect(await deliver(id)).toEqual({
      kind: 'moved',
      version: version + 2,
      dueAtMs: until.getTime(),
    });
    expect(provider.calls).toEqual([]);
    expect(await system.row(id)).toMatchObject({
      status: 'scheduled',
      nextAttemptAt: until,
      timingReason: 'quiet_hours',
      sendAt,
      failureCode: null,
    });
    expect(await last(id)).toMatchObject({
      kind: 'postponed',
      details: {
        from: expect.any(String),
        until: until.toISOString(),
        timeZone: 'UTC',
        zoneOf: 'workspace',
      },
    });
    expect(await system.attempts(id)).toMatchObject([{ outcome: 'not_sent', code: 'quiet_hours' }]);
    await passUntil(until);
    expect(await deliver(id)).toMatchObject({ kind: 'done', status: 'sent' });
    expect(provider.callsFor(id)).toHaveLength(1);
    expect(provider.callsFor(id)[0]?.atMs).toBeGreaterThanOrEqual(until.getTime());
  });

  test("goes by the contact's clocks as they are then", async () => {
    const phones = [{ number: '+12125550171' }];
    const contact = await system.act((scope) =>
      createContact(system.core, scope, { name: 'Ana', phones, emails: [], timeZone: 'UTC' }),
    );
    const { id } = await system.schedule({ contactId: contact.id, to: undefined });
    const until = await beQuiet(3);
    // Half a day away it is not quiet, and then it is again.
    const zone = (timeZone: string) =>
      system.act((scope) => editContact(system.core, scope, contact.id, { timeZone }, null));
    await zone('Etc/GMT+12');
    const other = await system.schedule({ contactId: contact.id, to: undefined });
    await zone('UTC');
    await deliver(id);
    expect(await last(id)).toMatchObject({ kind: 'postponed', details: { zoneOf: 'contact' } });
    expect((await system.row(id)).nextAttemptAt).toEqual(until);
    const page = { limit: 10, from: null };
    const { data } = await system.act((scope) =>
      getConversation(system.core, scope, contact.id, page),
    );
    const label = expect.stringContaining(`${until.toISOString().slice(11, 16)} UTC`);
    expect(data.find((item) => item.id === id)).toMatchObject({ label });
    await zone('Etc/GMT+12');
    await deliver(other.id);
    expect((await system.row(other.id)).status).toBe('sent');
  });

  test('a crowd that the sweep claims waits, and goes once each when they are over', async () => {
    const { id } = await system.schedule();
    const ids = [id, ...(await cloneMessages(system, id, 199))];
    const until = await beQuiet(3);
    system.passMs(200);
    const startedAtMs = performance.now();
    const sweep = activities.startSweep();
    const { sql } = system.core.connection;
    await eventually('all of them postponed', async () => {
      const [row] = await sql`SELECT count(*)::int FROM messages
        WHERE id = ANY(${ids}) AND status = 'scheduled' AND next_attempt_at = ${until.toISOString()}`;
      return row?.count === 200;
    });
    console.log(`200 postponed in ${Math.round(performance.now() - startedAtMs)} ms`);
    expect(provider.calls).toEqual([]);
    await passUntil(new Date(until.getTime() + 200));
    const sent = () => provider.calls.map(({ message }) => message.messageId);
    const theirs = () => sent().filter((each) => ids.includes(each));
    await eventually('all of them sent', () => theirs().length >= 200);
    await sweep.stop();
    expect(theirs().sort()).toEqual(ids.sort());
  });

  test('C1, C2, C4: can be canceled, edited and deleted meanwhile', async () => {
    const phones = [{ number: '+12125550172' }];
    const contact = await system.act((scope) =>
      createContact(system.core, scope, { name: 'Ana', phones, emails: [] }),
    );
    const [canceled, edited, moved] = [
      await system.schedule(),
      await system.schedule(),
      await system.schedule(),
    ];
    const deleted = await system.schedule({ contactId: contact.id, to: undefined });
    const until = await beQuiet(3);
    const ids = [canceled, edited, moved, deleted].map(({ id }) => id);
    for (const id of ids) await deliver(id);
    await system.cancel(canceled.id);
    await system.edit(edited.id, { text: 'At nine.' });
    expect(await system.row(edited.id)).toMatchObject({
      nextAttemptAt: until,
      timingReason: 'quiet_hours',
    });
    const free = new Date(until.getTime() + HOUR_MS);
    await system.edit(moved.id, { sendAt: free.toISOString() });
    expect(await system.row(moved.id)).toMatchObject({
      nextAttemptAt: null,
      sendAt: free,
      timingReason: 'requested',
    });
    const answer = await system.act((scope) => deleteContact(scope, contact.id));
    expect(answer).toMatchObject({ canceledMessages: 1 });
    await passUntil(until);
    for (const id of ids.filter((each) => each !== moved.id)) await deliver(id);
    expect(provider.calls.map(({ message }) => message.messageId)).toEqual([edited.id]);
  });
});

describe('T7: an attempt that quiet hours kept back counts for nothing', () => {
  const down = { kind: 'not_sent', code: '503' } as const;

  test('a retry that comes into them waits, and goes on where it was', async () => {
    provider.answerWith(() => down);
    const { id } = await system.schedule();
    await deliver(id);
    const [first] = await system.attempts(id);
    const until = await beQuiet(10);
    await passUntil((await system.row(id)).dueAt);
    await deliver(id);
    const postponed = await last(id);
    expect(postponed?.kind).toBe('postponed');
    await passUntil(until);
    const { version } = await system.row(id);
    const { db } = system.core.connection;
    const claimed = await db
      .transaction(async (tx) => {
        const found = await claimMessage(tx, id, version, until);
        if (found) throw Object.assign(new Error('undone'), { found });
      })
      .catch(({ found }) => found);
    expect(claimed).toMatchObject({ attempt: 3, attemptsSinceSendAt: 2 });
    const quietMs = until.getTime() - Date.parse(String(postponed?.details.from));
    expect(claimed.quietMs).toBe(quietMs);
    // The 24 hours of retries are those in which it could be tried.
    const startedAtMs = first?.startedAt.getTime() ?? 0;
    expect(claimed.firstAttemptAt.getTime()).toBe(startedAtMs + quietMs);
    await deliver(id);
    const { nextAttemptAt } = await system.row(id);
    expect((nextAttemptAt?.getTime() ?? 0) - nowMs()).toBeLessThan(5_000);
  });

  test('a provider that stays down fails it after 24 hours of trying, whatever the nights', async () => {
    provider.answerWith(() => ({ ...down, retryAfterMs: HOUR_MS }));
    const { id, sendAt } = await system.schedule();
    await setQuietHours({ start: '21:00', end: '08:00' });
    for (let tries = 0; tries < 100; tries++) {
      await passUntil((await system.row(id)).dueAt);
      await deliver(id);
      if ((await system.row(id)).status === 'failed') break;
    }
    const row = await system.row(id);
    expect(row).toMatchObject({ status: 'failed', failureCode: 'provider_unavailable' });
    const events = await system.events(id);
    const quietMs = events
      .filter(({ kind, at }) => kind === 'postponed' && at > sendAt)
      .map(({ details }) => Date.parse(String(details.until)) - Date.parse(String(details.from)))
      .reduce((sum, ms) => sum + ms, 0);
    const triedMs = nowMs() - sendAt.getTime() - quietMs;
    expect(triedMs).toBeLessThanOrEqual(RETRY_FOR_MS);
    expect(triedMs).toBeGreaterThan(RETRY_FOR_MS - 2 * HOUR_MS);
    const hours = (ms: number) => Math.round(ms / HOUR_MS);
    console.log(`failed after ${hours(triedMs)} h of trying, ${hours(quietMs)} h of quiet`);
  });

  test('T6: they alone make nothing late; an outage after them does', async () => {
    const ifLate = { after: 'PT15M', then: 'skip' } as const;
    const [onTime, late] = [await system.schedule({ ifLate }), await system.schedule({ ifLate })];
    const until = await beQuiet(3);
    await deliver(onTime.id);
    await deliver(late.id);
    await passUntil(until);
    await deliver(onTime.id);
    expect((await system.row(onTime.id)).status).toBe('sent');
    system.passMs(20 * 60_000);
    await deliver(late.id);
    expect(await system.row(late.id)).toMatchObject({ status: 'failed', failureCode: 'expired' });
  });

  test('T6: what was too late before they began is not saved by them', async () => {
    const { id } = await system.schedule({ ifLate: { after: 'PT15M', then: 'skip' } });
    system.passMs(20 * 60_000);
    const until = await beQuiet(3);
    await deliver(id);
    expect((await last(id))?.kind).toBe('postponed');
    await passUntil(until);
    await deliver(id);
    expect(await system.row(id)).toMatchObject({ status: 'failed', failureCode: 'expired' });
  });
});

describe('T7: what may be out already', () => {
  test('and is to be sent again waits, and is nobody’s to cancel', async () => {
    provider.answerWith(() => ({ kind: 'ambiguous', code: 'timeout' }));
    const { id } = await system.schedule({ onUnknown: 'resend' });
    await deliver(id);
    const until = await beQuiet(3);
    await passUntil((await system.row(id)).dueAt);
    expect(await deliver(id)).toMatchObject({ kind: 'moved', dueAtMs: until.getTime() });
    expect(await system.row(id)).toMatchObject({ status: 'sending', nextAttemptAt: until });
    await expect(system.cancel(id)).rejects.toMatchObject({ code: 'already_sending' });
    provider.answerWith(({ messageId }) => ({ kind: 'accepted', providerMessageId: messageId }));
    await passUntil(until);
    await deliver(id);
    expect((await system.row(id)).status).toBe('sent');
    expect(provider.callsFor(id)).toHaveLength(2);
  });

  test("N3: an iMessage's SMS waits, and the message stays sent", async () => {
    const { sql } = system.core.connection;
    await sql`UPDATE senders SET provider = 'bluebubbles' WHERE channel = 'imessage'`;
    const { id } = await system.schedule({ channel: 'imessage' });
    await deliver(id);
    await passUntil((await system.row(id)).dueAt);
    const until = await beQuiet(3);
    expect(await deliver(id)).toMatchObject({ kind: 'moved', dueAtMs: until.getTime() });
    expect(await system.row(id)).toMatchObject({
      status: 'sent',
      nextAttemptAt: until,
      fallingBack: false,
      failureCode: null,
      timingReason: 'requested',
    });
    await passUntil(until);
    await deliver(id);
    const channels = provider.callsFor(id).map(({ message }) => message.channel);
    expect(channels).toEqual(['imessage', 'sms']);
  });

  test('N3: an iMessage that waits for them has not become an SMS', async () => {
    const { id } = await system.schedule({ channel: 'imessage' });
    const until = await beQuiet(3);
    await deliver(id);
    expect(await system.row(id)).toMatchObject({ status: 'scheduled', fallbackReason: null });
    await passUntil(until);
    await deliver(id);
    expect(provider.callsFor(id).map(({ message }) => message.channel)).toEqual(['imessage']);
  });

  test('killed between claim and postponing it is a lost attempt like any: unknown, and not sent', async () => {
    const { id } = await system.schedule();
    const until = await beQuiet(3);
    const { version } = await system.row(id);
    const now = new Date(nowMs());
    expect(await claimMessage(system.core.connection.db, id, version, now)).not.toBeNull();
    system.passMs(ATTEMPT_LOST_AFTER_MS + 1);
    await closeLostAttempts(activities.deps);
    expect((await system.row(id)).status).toBe('unknown');
    await passUntil(until);
    await deliver(id);
    expect(provider.callsFor(id)).toEqual([]);
  });
});
