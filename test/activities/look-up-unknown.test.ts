import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closeLostAttempts } from '#activities/close-lost-attempts';
import { lookUpUnknown } from '#activities/look-up-unknown';
import { applyReceipts } from '#db/messages/apply-receipts';
import { claimMessage } from '#db/messages/claim-messages';
import { settleAttempts } from '#db/messages/settle-attempts';
import { newId } from '#db/new-id';
import { recordSinkDelivery } from '#db/record-sink-delivery';
import { findSinkDeliveries } from '#db/sink-deliveries';
import { ATTEMPT_LOST_AFTER_MS } from '#domain/delivery';
import type { Receipt } from '#domain/receipt';
import type { OutboundMessage, Provider } from '#providers/provider';
import { createSink } from '#providers/sink';
import { createTwilio } from '#providers/twilio';
import { type FakeTwilio, startFakeTwilio } from '#test/support/fakes/fake-twilio';
import { createTestActivities, type TestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const accountSid = `AC${'0'.repeat(32)}`;
const authToken = 'token';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LOOKS_MS = [10_000, MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 12 * HOUR_MS];
const dropped = { kind: 'drop_after_accept' } as const;
const neverTaken = { kind: 'drop_before_accept' } as const;

let system: TestSystem;
let twilio: FakeTwilio;
let activities: TestActivities;
let recipients = 0;
let passedMs = 0;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
  twilio = await startFakeTwilio({ accountSid, authToken });
  await system.core.connection.sql`UPDATE senders SET provider = 'twilio' WHERE channel = 'sms'`;
});
afterAll(async () => {
  await system.stop();
  await twilio.stop();
});
beforeEach(() => {
  twilio.callbacks({ mode: 'none', statuses: ['sent', 'delivered'] });
  twilio.lookupFaults.always(null);
  const provider = createTwilio({ accountSid, authToken, baseUrl: twilio.url });
  activities = createTestActivities(system, provider);
});

// Twilio's double goes by the machine's clock: every test begins with that.
afterEach(async () => {
  system.passMs(-passedMs);
  passedMs = 0;
  await system.core.connection.sql`UPDATE messages SET reconcile_at = NULL`;
});

function pass(ms: number): void {
  passedMs += ms;
  system.passMs(ms);
}

const db = () => system.core.connection.db;
const now = () => new Date(system.core.clock.nowMs());
const kinds = async (id: string) => (await system.events(id)).map((event) => event.kind);
const newRecipient = () => `+1212555${String(2_000 + recipients++)}`;

/** A message whose answer was lost. */
async function lose(fault: typeof dropped | typeof neverTaken, overrides = {}): Promise<string> {
  const { id } = await system.schedule({ to: newRecipient(), ...overrides });
  twilio.faults.next(fault);
  expect(await activities.deliver(id)).toEqual({ kind: 'done', status: 'unknown' });
  await twilio.whenIdle();
  return id;
}

async function look(afterMs = 0): Promise<void> {
  pass(afterMs);
  await lookUpUnknown(activities.deps, new AbortController().signal);
}

/** Brings the system's clock to the next look at this message, and looks. */
async function lookNext(id: string): Promise<void> {
  const { reconcileAt } = await system.row(id);
  if (!reconcileAt) throw new Error('it is not looked for any more');
  await look(Math.max(0, reconcileAt.getTime() - system.core.clock.nowMs()));
}

const report = (messageId: string, sid: string, status: Receipt['status']): Receipt => ({
  vendor: 'twilio',
  dedupeKey: `${sid} ${status}`,
  messageId,
  providerMessageId: sid,
  status,
  code: null,
  at: null,
});

describe('H4: a message that is unknown', () => {
  test('is found by its provider, and moves on as by a callback, which then counts no more', async () => {
    const id = await lose(dropped);
    const sid = twilio.ledger.entries.at(-1)?.sid ?? '';
    await look();
    expect((await system.row(id)).status).toBe('unknown');
    await look(10_000);
    const row = await system.row(id);
    expect(row).toMatchObject({
      status: 'delivered',
      providerMessageId: sid,
      failureCode: null,
      failureDetail: null,
      reconcileAt: null,
      deliveredAt: expect.any(Date),
    });
    expect(await kinds(id)).toEqual(['accepted', 'sending', 'unknown', 'delivered', 'looked_up']);
    const [, , , , looked] = await system.events(id);
    expect(looked?.details).toEqual({ tries: 1, found: true });
    expect(await system.attempts(id)).toMatchObject([{ outcome: 'accepted' }]);
    expect(await applyReceipts(db(), [report(id, sid, 'delivered')], now())).toMatchObject({
      fresh: 0,
      moved: 0,
    });
  });

  test('is found while it waits at the provider, and delivered by its callback later', async () => {
    twilio.callbacks({ statuses: [] });
    const id = await lose(dropped);
    const sid = twilio.ledger.entries.at(-1)?.sid ?? '';
    await look(10_000);
    expect(await system.row(id)).toMatchObject({ status: 'sent', providerMessageId: sid });
    await applyReceipts(db(), [report(id, sid, 'delivered')], now());
    expect((await system.row(id)).status).toBe('delivered');
  });

  test('stays unknown where nothing is found: looked for seven times in a day, told once, never sent again', async () => {
    const id = await lose(neverTaken);
    const taken = twilio.ledger.entries.length;
    const since = (await system.attempts(id))[0]?.finishedAt?.getTime() ?? 0;
    for (const [index, afterMs] of LOOKS_MS.entries()) {
      const row = await system.row(id);
      expect((row.reconcileAt?.getTime() ?? 0) - since).toBe(afterMs);
      expect(row).toMatchObject({ status: 'unknown', reconcileTries: index });
      await lookNext(id);
    }
    expect(await kinds(id)).toEqual(['accepted', 'sending', 'unknown']);
    const { version } = await system.row(id);
    await lookNext(id);
    expect(await system.row(id)).toMatchObject({
      status: 'unknown',
      version: version + 1,
      reconcileAt: null,
      reconcileTries: 7,
      failureCode: 'econnreset',
      failureDetail:
        'nobody can tell whether the provider took the message: it showed no such message for a day',
    });
    expect((await system.events(id)).at(-1)).toMatchObject({
      kind: 'looked_up',
      details: { tries: 7, found: false, reason: 'not_found' },
    });
    await look(HOUR_MS);
    expect(await kinds(id)).toHaveLength(4);
    expect(twilio.ledger.entries).toHaveLength(taken);
  });

  test('is asked for again when its provider is back, within minutes', async () => {
    const id = await lose(dropped);
    twilio.lookupFaults.always({ kind: 'answer', status: 503 });
    for (let count = 0; count < 6; count++) await lookNext(id);
    expect(await system.row(id)).toMatchObject({ status: 'unknown', reconcileTries: 6 });
    twilio.lookupFaults.always(null);
    await lookNext(id);
    expect((await system.row(id)).status).toBe('delivered');
    const looked = (await system.events(id)).filter(({ kind }) => kind === 'looked_up');
    expect(looked).toMatchObject([{ details: { tries: 7, found: true } }]);
  });

  test('whose provider is away for a day stays so, and says why', async () => {
    const id = await lose(dropped);
    twilio.lookupFaults.always({ kind: 'answer', status: 401 });
    pass(24 * HOUR_MS);
    await lookNext(id);
    expect(await system.row(id)).toMatchObject({
      status: 'unknown',
      reconcileAt: null,
      failureDetail:
        'nobody can tell whether the provider took the message: it could not be asked, last: 20003',
    });
  });

  test('because its worker died is looked for, too', async () => {
    const { id } = await system.schedule({ to: newRecipient() });
    await claimMessage(db(), id, 1, now());
    pass(ATTEMPT_LOST_AFTER_MS + 1);
    await closeLostAttempts(activities.deps);
    const [attempt] = await system.attempts(id);
    expect(await system.row(id)).toMatchObject({
      status: 'unknown',
      reconcileAt: new Date((attempt?.finishedAt?.getTime() ?? 0) + 10_000),
    });
  });
});

test('N3: the SMS of an iMessage is looked for at the provider of the SMS', async () => {
  const { from } = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
  const { id } = await system.schedule({ channel: 'imessage', to: newRecipient() });
  await system.core.connection.sql`
    UPDATE messages SET fallback_reason = 'imessage_unavailable', fallback_sender_id = ${from.id}
    WHERE id = ${id}`;
  twilio.faults.next(dropped);
  expect(await activities.deliver(id)).toEqual({ kind: 'done', status: 'unknown' });
  await twilio.whenIdle();
  await look(10_000);
  expect((await system.row(id)).status).toBe('delivered');
});

describe('two messages that look the same', () => {
  const twin = () => ({ to: newRecipient(), text: 'Your code is 123' });

  test('both taken, get one each', async () => {
    const same = twin();
    const ids = [await lose(dropped, same), await lose(dropped, same), await lose(dropped, same)];
    const sids = twilio.ledger.entries.slice(-3).map((entry) => entry.sid);
    await look(10_000);
    const rows = await Promise.all(ids.map((id) => system.row(id)));
    expect(rows.map((row) => row.status)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(rows.map((row) => row.providerMessageId).sort()).toEqual(sids.sort());
  });

  test('one taken, are not both found', async () => {
    const same = twin();
    const ids = [await lose(neverTaken, same), await lose(dropped, same)];
    await look(10_000);
    await look(HOUR_MS);
    const statuses = await Promise.all(ids.map(async (id) => (await system.row(id)).status));
    expect(statuses).toEqual(['unknown', 'delivered']);
  });

  test('one of them answered, leave the other unknown', async () => {
    const same = twin();
    const lost = await lose(neverTaken, same);
    const sent = await system.schedule(same);
    await activities.deliver(sent.id);
    await twilio.whenIdle();
    await look(10_000);
    expect((await system.row(lost)).status).toBe('unknown');
    expect((await system.row(sent.id)).status).toBe('sent');
  });

  test('one of them still in hand: what was taken last is not given to the other', async () => {
    const same = twin();
    const lost = await lose(neverTaken, same);
    const inHand = await system.schedule(same);
    twilio.faults.next({ kind: 'slow', ms: 1_500 });
    const delivering = activities.deliver(inHand.id);
    await system.untilStatus(inHand.id, 'sending');
    pass(10_000);
    while (twilio.ledger.entries.at(-1)?.to !== same.to) await new Promise(setImmediate);
    await look();
    expect((await system.row(lost)).status).toBe('unknown');
    await delivering;
    expect((await system.row(inHand.id)).status).toBe('sent');
  });

  test('what is known to be of another message is not taken for this one', async () => {
    const same = twin();
    const lost = await lose(dropped, same);
    const sid = twilio.ledger.entries.at(-1)?.sid ?? '';
    const other = await system.schedule({ ...same, text: 'Another' });
    await applyReceipts(db(), [report(other.id, sid, 'sent')], now());
    await look(10_000);
    expect((await system.row(lost)).status).toBe('unknown');
  });
});

describe('looked for by several, or too late', () => {
  test('by two workers at once, it is found once', async () => {
    const id = await lose(dropped);
    pass(10_000);
    await Promise.all([look(), look(), look()]);
    expect(await kinds(id)).toEqual(['accepted', 'sending', 'unknown', 'delivered', 'looked_up']);
  });

  test('a callback that comes first ends the search', async () => {
    const id = await lose(dropped);
    const sid = twilio.ledger.entries.at(-1)?.sid ?? '';
    await applyReceipts(db(), [report(id, sid, 'sent')], now());
    expect((await system.row(id)).reconcileAt).toBeNull();
    await look(10_000);
    expect(await kinds(id)).toEqual(['accepted', 'sending', 'unknown', 'sent']);
  });

  test('a callback that comes while the provider is asked wins', async () => {
    const id = await lose(dropped);
    const sid = twilio.ledger.entries.at(-1)?.sid ?? '';
    twilio.lookupFaults.next({ kind: 'slow', ms: 300 });
    pass(10_000);
    const looking = look();
    await applyReceipts(db(), [report(id, sid, 'delivered')], now());
    await looking;
    expect(await kinds(id)).toEqual(['accepted', 'sending', 'unknown', 'delivered']);
  });

  test('a late answer of the provider ends the search', async () => {
    const id = await lose(dropped);
    const outcome = { kind: 'accepted', providerMessageId: 'SM1' } as const;
    const settlement = { kind: 'sent', providerMessageId: 'SM1' } as const;
    await settleAttempts(db(), [{ messageId: id, attempt: 1, outcome, settlement, at: now() }]);
    expect(await system.row(id)).toMatchObject({ status: 'sent', reconcileAt: null });
  });

  test('one that cannot be found keeps no other waiting', async () => {
    const hopeless = await Promise.all(Array.from({ length: 25 }, () => lose(neverTaken)));
    const id = await lose(dropped);
    await look(10_000);
    expect((await system.row(id)).status).toBe('delivered');
    for (const other of hopeless) expect((await system.row(other)).reconcileTries).toBe(1);
  });
});

describe('other providers', () => {
  const ambiguous = { kind: 'ambiguous', code: 'timeout' } as const;

  test('one that cannot be asked is not, and nothing is told of it', async () => {
    const mute: Provider = { send: async () => ambiguous };
    const silent = createTestActivities(system, mute);
    const { id } = await system.schedule({ to: newRecipient() });
    await silent.deliver(id);
    pass(10_000);
    await lookUpUnknown(silent.deps, new AbortController().signal);
    expect(await system.row(id)).toMatchObject({ status: 'unknown', reconcileAt: null });
    expect(await kinds(id)).toEqual(['accepted', 'sending', 'unknown']);
  });

  test('K3: one that throws is asked again later, and its text stays out of the log', async () => {
    const broken: Provider = {
      send: async () => ambiguous,
      lookUp: async ({ to }) => {
        throw new Error(`who is ${to}`);
      },
    };
    const failing = createTestActivities(system, broken);
    const { id } = await system.schedule({ to: newRecipient() });
    await failing.deliver(id);
    pass(10_000);
    await lookUpUnknown(failing.deps, new AbortController().signal);
    expect(await system.row(id)).toMatchObject({ status: 'unknown', reconcileTries: 1 });
    expect(failing.failures.map(({ error }) => String(error)).join()).not.toContain('+1');
  });

  test('the sink knows what it was given: a time-out after it accepted ends as sent', async () => {
    const { id, from } = await system.schedule({ channel: 'whatsapp', to: newRecipient() });
    const lost = await system.schedule({ channel: 'whatsapp', to: newRecipient() });
    await system.core.connection.sql`
      UPDATE senders SET settings = '{"fault":{"kind":"timeout_after_accept","ms":1}}'
      WHERE id = ${from.id}`;
    const sink = createSink({
      random: () => 0,
      record: async (message) => (message.messageId === id ? keep(message) : 'snk_none'),
      async find({ workspaceId, messageId }) {
        const page = { limit: 1, before: undefined };
        return (await findSinkDeliveries(db(), { workspaceId, messageId, ...page }))[0] ?? null;
      },
    });
    const sunk = createTestActivities(system, sink);
    for (const each of [id, lost.id]) await sunk.deliver(each);
    pass(10_000);
    await lookUpUnknown(sunk.deps, new AbortController().signal);
    expect(await system.row(id)).toMatchObject({
      status: 'sent',
      providerMessageId: (await system.sunk(id))[0]?.id,
    });
    expect((await system.row(lost.id)).status).toBe('unknown');
  });

  async function keep({ messageId, workspaceId, channel }: OutboundMessage): Promise<string> {
    const id = newId('snk');
    const empty = { subject: null, text: null, html: null, headers: {} };
    const delivery = { id, messageId, workspaceId, channel, from: 'a', to: 'b' };
    await recordSinkDelivery(db(), { ...delivery, deliveredAt: now(), ...empty });
    return id;
  }
});
