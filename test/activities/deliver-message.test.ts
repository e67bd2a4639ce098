import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDeliverMessage } from '#activities/deliver-message';
import { connect } from '#db/connect';
import { settleAttempts } from '#db/messages/settle-attempts';
import { RESEND_LIMIT } from '#domain/outcome';
import { startCuttableProxy } from '#test/support/cuttable-proxy';
import { eventually } from '#test/support/eventually';
import {
  accepted,
  createRecordingProvider,
  inTurn,
  type RecordingProvider,
} from '#test/support/recording-provider';
import { createTestActivities, type TestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const HOUR_MS = 3_600_000;
const refused = { kind: 'refused', code: '21610', detail: 'the recipient opted out' } as const;
const notSent = { kind: 'not_sent', code: 'connection_refused' } as const;
const ambiguous = { kind: 'ambiguous', code: 'timeout' } as const;

let system: TestSystem;
let provider: RecordingProvider;
let activities: TestActivities;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());
beforeEach(() => {
  provider = createRecordingProvider(system.core.clock);
  activities = createTestActivities(system, provider);
});

const kinds = async (id: string) => (await system.events(id)).map((event) => event.kind);
const outcomes = async (id: string) =>
  (await system.attempts(id)).map((attempt) => attempt.outcome);

/** Lets time pass until the next attempt is due. */
async function passToNextAttempt(id: string): Promise<void> {
  const { dueAt } = await system.row(id);
  system.passMs(Math.max(0, dueAt.getTime() - system.core.clock.nowMs()));
}

describe('what an outcome means for the message', () => {
  const cases = [
    { onUnknown: 'reconcile', outcome: 'accepted', status: 'sent', event: 'sent' },
    { onUnknown: 'resend', outcome: 'accepted', status: 'sent', event: 'sent' },
    { onUnknown: 'reconcile', outcome: refused, status: 'failed', event: 'failed' },
    { onUnknown: 'resend', outcome: refused, status: 'failed', event: 'failed' },
    { onUnknown: 'reconcile', outcome: notSent, status: 'scheduled', event: 'retry_scheduled' },
    { onUnknown: 'resend', outcome: notSent, status: 'scheduled', event: 'retry_scheduled' },
    { onUnknown: 'reconcile', outcome: ambiguous, status: 'unknown', event: 'unknown' },
    { onUnknown: 'resend', outcome: ambiguous, status: 'sending', event: 'resend_scheduled' },
  ] as const;
  test.each(cases)('H4: $onUnknown, $outcome: $status', async (row) => {
    const { onUnknown, outcome, status, event } = row;
    const { id } = await system.schedule({ onUnknown });
    if (outcome !== 'accepted') provider.answerWith(() => outcome);
    const result = await activities.deliver(id);
    const after = await system.row(id);
    expect(after.status).toBe(status);
    expect(result.kind).toBe(after.nextAttemptAt === null ? 'done' : 'moved');
    if (result.kind === 'moved') expect(result.version).toBe(after.version);
    expect(await kinds(id)).toEqual(['accepted', 'sending', event]);
    expect(await system.attempts(id)).toMatchObject([{ number: 1, finishedAt: expect.any(Date) }]);
    expect(provider.callsFor(id)).toHaveLength(1);
  });

  test('a provider that throws leaves it unknown, and nothing of its error behind', async () => {
    const { id } = await system.schedule();
    provider.answerWith((message) => {
      throw new Error(`no route to ${message.to.address}`);
    });
    expect(await activities.deliver(id)).toEqual({ kind: 'done', status: 'unknown' });
    expect(await system.attempts(id)).toMatchObject([
      { outcome: 'ambiguous', code: 'provider_error' },
    ]);
    expect(JSON.stringify(await system.events(id))).not.toContain('no route');
  });

  test('what is sent is what the row says, with the sender and the attempt', async () => {
    const { id } = await system.schedule({ text: 'Hello', recipientName: 'Ana' });
    await activities.deliver(id);
    expect(provider.callsFor(id)[0]?.message).toMatchObject({
      messageId: id,
      attempt: 1,
      channel: 'sms',
      to: { address: '+12125550123', name: 'Ana' },
      from: { address: '+12125550100', name: 'Demo SMS' },
      text: 'Hello',
    });
    expect(await system.row(id)).toMatchObject({ providerMessageId: `rec_${id}_1` });
  });
});

describe('a message that was certainly not sent', () => {
  test('C1: can be canceled between two attempts, and is never sent', async () => {
    const { id } = await system.schedule();
    provider.answerWith(() => notSent);
    await activities.deliver(id);
    expect((await system.cancel(id)).status).toBe('canceled');
    await passToNextAttempt(id);
    expect(await activities.deliver(id)).toEqual({ kind: 'done', status: 'canceled' });
    expect(provider.callsFor(id)).toHaveLength(1);
  });

  test('C2: can be edited between two attempts, and goes with the new content', async () => {
    const { id } = await system.schedule({ text: 'old' });
    provider.answerWith(inTurn(notSent));
    await activities.deliver(id);
    const waiting = await system.row(id);
    await system.edit(id, { text: 'new' });
    expect((await system.row(id)).nextAttemptAt).toEqual(waiting.nextAttemptAt);
    await passToNextAttempt(id);
    expect(await activities.deliver(id)).toEqual({ kind: 'done', status: 'sent' });
    expect(provider.callsFor(id).map((call) => call.message.text)).toEqual(['old', 'new']);
    expect(await outcomes(id)).toEqual(['not_sent', 'accepted']);
  });

  test('is tried again with growing pauses for 24 hours, then failed as provider_unavailable', async () => {
    const { id } = await system.schedule();
    provider.answerWith(() => notSent);
    const startedAtMs = system.core.clock.nowMs();
    let result = await activities.deliver(id);
    while (result.kind === 'moved') {
      await passToNextAttempt(id);
      result = await activities.deliver(id);
    }
    const hours = (system.core.clock.nowMs() - startedAtMs) / HOUR_MS;
    const row = await system.row(id);
    expect(row).toMatchObject({ status: 'failed', failureCode: 'provider_unavailable' });
    expect(row.nextAttemptAt).toBeNull();
    expect(hours).toBeGreaterThan(23.6);
    expect(hours).toBeLessThanOrEqual(24);
    console.log(
      `provider down: ${row.attemptCount} attempts in ${hours.toFixed(2)} hours, then failed`,
    );
  });

  test('C2: rescheduled to another day, it has 24 hours from then', async () => {
    const { id } = await system.schedule();
    provider.answerWith(() => notSent);
    await activities.deliver(id);
    await system.edit(id, { sendAt: system.inMs(72 * HOUR_MS) });
    await passToNextAttempt(id);
    expect(await activities.deliver(id)).toMatchObject({ kind: 'moved' });
    expect(await system.row(id)).toMatchObject({ status: 'scheduled' });
  });

  test('waits as long as the provider asks for', async () => {
    const { id } = await system.schedule();
    provider.answerWith(() => ({ ...notSent, retryAfterMs: 90_000 }));
    const beforeMs = system.core.clock.nowMs();
    await activities.deliver(id);
    const { nextAttemptAt } = await system.row(id);
    expect(nextAttemptAt?.getTime()).toBeGreaterThanOrEqual(beforeMs + 90_000);
  });
});

describe('a message that may be out already', () => {
  test('C1: is not canceled while it waits to be sent again', async () => {
    const { id } = await system.schedule({ onUnknown: 'resend' });
    provider.answerWith(inTurn(ambiguous));
    await activities.deliver(id);
    await expect(system.cancel(id)).rejects.toMatchObject({ code: 'already_sending' });
    await passToNextAttempt(id);
    expect(await activities.deliver(id)).toEqual({ kind: 'done', status: 'sent' });
    expect(await outcomes(id)).toEqual(['ambiguous', 'accepted']);
  });

  test('is sent again a few times at the most, then unknown', async () => {
    const { id } = await system.schedule({ onUnknown: 'resend' });
    provider.answerWith(() => ambiguous);
    let result = await activities.deliver(id);
    while (result.kind === 'moved') {
      await passToNextAttempt(id);
      result = await activities.deliver(id);
    }
    expect(await system.row(id)).toMatchObject({ status: 'unknown' });
    expect(provider.callsFor(id)).toHaveLength(RESEND_LIMIT);
  });

  test('C1: is not canceled after a second attempt that was certainly not sent: the first may be out', async () => {
    const { id } = await system.schedule({ onUnknown: 'resend' });
    provider.answerWith(inTurn(ambiguous, notSent));
    await activities.deliver(id);
    await passToNextAttempt(id);
    await activities.deliver(id);
    await expect(system.cancel(id)).rejects.toMatchObject({ code: 'already_sending' });
  });

  test('a late answer of the provider still makes it sent', async () => {
    const { id } = await system.schedule();
    const answers = provider.hold();
    const delivering = activities.deliver(id);
    await eventually('the call', () => provider.callsFor(id).length === 1);
    const at = new Date(system.core.clock.nowMs());
    const ref = { messageId: id, attempt: 1 };
    const lost = { kind: 'ambiguous', code: 'worker_lost' } as const;
    const given = { kind: 'unknown', code: 'worker_lost' } as const;
    await settleAttempts(system.core.connection.db, [
      { ...ref, outcome: lost, settlement: given, at },
    ]);
    expect((await system.row(id)).status).toBe('unknown');
    answers.release();
    await delivering;
    expect((await system.row(id)).status).toBe('sent');
    expect(await kinds(id)).toEqual(['accepted', 'sending', 'unknown', 'sent']);
  });

  test('a late answer of the provider keeps it from being sent again', async () => {
    const { id } = await system.schedule({ onUnknown: 'resend' });
    const answers = provider.hold();
    const delivering = activities.deliver(id);
    await eventually('the call', () => provider.callsFor(id).length === 1);
    const at = new Date(system.core.clock.nowMs());
    const ref = { messageId: id, attempt: 1 };
    const lost = { kind: 'ambiguous', code: 'worker_lost' } as const;
    const again = { kind: 'resend', code: 'worker_lost', nextAttemptAt: at } as const;
    await settleAttempts(system.core.connection.db, [
      { ...ref, outcome: lost, settlement: again, at },
    ]);
    answers.release();
    await delivering;
    expect(await system.row(id)).toMatchObject({ status: 'sent', nextAttemptAt: null });
  });
});

describe('the gate', () => {
  test('T6: a message that is later than its ifLate allows fails as expired', async () => {
    const { id } = await system.schedule({ ifLate: { after: 'PT15M', then: 'skip' } });
    system.passMs(15 * 60_000 + 1_000);
    expect(await activities.deliver(id)).toEqual({ kind: 'done', status: 'failed' });
    expect(await system.row(id)).toMatchObject({ status: 'failed', failureCode: 'expired' });
    expect(provider.callsFor(id)).toEqual([]);
  });

  test('T6: within its grace, or without one, a late message still goes', async () => {
    const graced = await system.schedule({ ifLate: { after: 'PT15M', then: 'skip' } });
    const careless = await system.schedule();
    system.passMs(14 * 60_000);
    await activities.deliver(graced.id);
    system.passMs(48 * HOUR_MS);
    await activities.deliver(careless.id);
    expect((await system.row(graced.id)).status).toBe('sent');
    expect((await system.row(careless.id)).status).toBe('sent');
  });

  test.each([
    { change: 'active = false', code: 'sender_inactive' },
    { change: 'deleted_at = now()', code: 'sender_unknown' },
  ])('N4: a sender with $change fails the message as $code, and is named', async (row) => {
    const { sql } = system.core.connection;
    const { id, from } = await system.schedule({ channel: 'imessage' });
    await sql`UPDATE senders SET ${sql.unsafe(row.change)} WHERE id = ${from.id}`;
    await activities.deliver(id);
    const after = await system.row(id);
    expect(after).toMatchObject({ status: 'failed', failureCode: row.code });
    expect(after.failureDetail).toContain(from.id);
    expect(provider.callsFor(id)).toEqual([]);
    await sql`UPDATE senders SET active = true, deleted_at = NULL WHERE id = ${from.id}`;
  });
});

describe('called twice, late, or for what is no more', () => {
  test('ten deliveries of one message at once send it once', async () => {
    const { id } = await system.schedule({ sendAt: system.inMs(300) });
    const results = await Promise.all(Array.from({ length: 10 }, () => activities.deliver(id)));
    expect(provider.callsFor(id)).toHaveLength(1);
    expect(results).toEqual(Array.from({ length: 10 }, () => ({ kind: 'done', status: 'sent' })));
  });

  test('a stale version is told of the newer one', async () => {
    const { id } = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
    const moved = await system.edit(id, { sendAt: system.inMs(2 * HOUR_MS) });
    const stale = { messageId: id, version: 1, dueAtMs: 0 };
    const run = new MockActivityEnvironment().run(createDeliverMessage(activities.deps), stale);
    expect(await run).toEqual({ kind: 'moved', version: 2, dueAtMs: moved.sendAt.getTime() });
  });

  test('a message that is not there needs nothing more', async () => {
    const missing = { messageId: 'msg_none', version: 1, dueAtMs: 0 };
    const run = new MockActivityEnvironment().run(createDeliverMessage(activities.deps), missing);
    expect(await run).toEqual({ kind: 'done', status: 'missing' });
  });

  test('a worker that shuts down hands over what waits, and finishes what it claimed', async () => {
    const waiting = await system.schedule({ sendAt: system.inMs(30_000) });
    const claimed = await system.schedule();
    const answers = provider.hold();
    const runs = [waiting, claimed].map(({ id, version, sendAt }) => {
      const environment = new MockActivityEnvironment();
      const input = { messageId: id, version, dueAtMs: sendAt.getTime() };
      const run = environment.run(createDeliverMessage(activities.deps), input);
      return { environment, run: Promise.resolve(run).catch((error) => error) };
    });
    await eventually('the call', () => provider.callsFor(claimed.id).length === 1);
    for (const { environment } of runs) environment.cancel('WORKER_SHUTDOWN');
    expect(await runs[0]?.run).toMatchObject({ type: 'WorkerDraining', nextRetryDelay: 1 });
    answers.release();
    expect(await runs[1]?.run).toEqual({ kind: 'done', status: 'sent' });
    expect(await system.row(waiting.id)).toMatchObject({ status: 'scheduled', attemptCount: 0 });
  });
});

describe('the database goes away while the provider answers', () => {
  test.each([
    { outcome: 'accepted', status: 'sent' },
    { outcome: 'not_sent', status: 'scheduled' },
  ])('$outcome is stored once it is back, after one send', async ({ outcome, status }) => {
    const url = new URL(system.databaseUrl);
    const proxy = await startCuttableProxy({ host: url.hostname, port: Number(url.port) });
    url.hostname = proxy.host;
    url.port = String(proxy.port);
    const connection = connect({ url: url.toString(), poolSize: 2, name: 'test-proxied' });
    try {
      const { id } = await system.schedule();
      const proxied = createTestActivities(system, provider, { db: connection.db });
      provider.answerWith(async (message) => {
        await proxy.cut();
        setTimeout(() => void proxy.mend(), 600);
        return outcome === 'accepted' ? accepted(message) : notSent;
      });
      await proxied.deliver(id);
      expect((await system.row(id)).status).toBe(status);
      expect(provider.callsFor(id)).toHaveLength(1);
      expect(await outcomes(id)).toEqual([outcome]);
    } finally {
      await connection.close();
      await proxy.stop();
    }
  });

  test('K3: an activity that fails for want of it says nothing of statements and parameters', async () => {
    const connection = connect({
      url: 'postgres://nobody@127.0.0.1:1/none',
      poolSize: 1,
      name: 'test-nowhere',
    });
    const nowhere = createTestActivities(system, provider, { db: connection.db });
    const { id } = await system.schedule();
    const failure = await nowhere.deliver(id).catch((error: unknown) => error);
    await connection.close();
    expect(failure).toBeInstanceOf(Error);
    expect(`${failure} ${String((failure as Error).stack)}`).not.toMatch(/select|params/i);
  });
});
