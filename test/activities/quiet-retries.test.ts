import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closeLostAttempts } from '#activities/close-lost-attempts';
import { claimMessage } from '#db/messages/claim-messages';
import { ATTEMPT_LOST_AFTER_MS } from '#domain/delivery';
import { RETRY_FOR_MS } from '#domain/outcome';
import { HOUR_MS, type QuietStage, startQuietStage } from '#test/support/quiet-stage';
import type { RecordingProvider } from '#test/support/recording-provider';
import type { TestActivities } from '#test/support/test-activities';
import type { TestSystem } from '#test/support/test-system';

let stage: QuietStage;
let system: TestSystem;
let provider: RecordingProvider;
let activities: TestActivities;

beforeAll(async () => {
  stage = await startQuietStage();
  system = stage.system;
});
afterAll(() => system.stop());
beforeEach(async () => {
  await stage.reset();
  ({ provider, activities } = stage);
});

const deliver = (id: string) => activities.deliver(id);

describe('T7: an attempt that quiet hours kept back counts for nothing', () => {
  const down = { kind: 'not_sent', code: '503' } as const;

  test('a retry that comes into them waits, and goes on where it was', async () => {
    provider.answerWith(() => down);
    const { id } = await system.schedule();
    await deliver(id);
    const [first] = await system.attempts(id);
    const until = await stage.beQuiet(10);
    await stage.passUntil((await system.row(id)).dueAt);
    await deliver(id);
    const postponed = await stage.last(id);
    expect(postponed?.kind).toBe('postponed');
    await stage.passUntil(until);
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
    expect((nextAttemptAt?.getTime() ?? 0) - stage.nowMs()).toBeLessThan(5_000);
  });

  test('a provider that stays down fails it after 24 hours of trying, whatever the nights', async () => {
    provider.answerWith(() => ({ ...down, retryAfterMs: HOUR_MS }));
    const { id, sendAt } = await system.schedule();
    await stage.setQuietHours({ start: '21:00', end: '08:00' });
    for (let tries = 0; tries < 100; tries++) {
      await stage.passUntil((await system.row(id)).dueAt);
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
    const triedMs = stage.nowMs() - sendAt.getTime() - quietMs;
    expect(triedMs).toBeLessThanOrEqual(RETRY_FOR_MS);
    expect(triedMs).toBeGreaterThan(RETRY_FOR_MS - 2 * HOUR_MS);
    const hours = (ms: number) => Math.round(ms / HOUR_MS);
    console.log(`failed after ${hours(triedMs)} h of trying, ${hours(quietMs)} h of quiet`);
  });

  test('T6: they alone make nothing late; an outage after them does', async () => {
    const ifLate = { after: 'PT15M', then: 'skip' } as const;
    const [onTime, late] = [await system.schedule({ ifLate }), await system.schedule({ ifLate })];
    const until = await stage.beQuiet(3);
    await deliver(onTime.id);
    await deliver(late.id);
    await stage.passUntil(until);
    await deliver(onTime.id);
    expect((await system.row(onTime.id)).status).toBe('sent');
    system.passMs(20 * 60_000);
    await deliver(late.id);
    expect(await system.row(late.id)).toMatchObject({ status: 'failed', failureCode: 'expired' });
  });

  test('T6: what was too late before they began is not saved by them', async () => {
    const { id } = await system.schedule({ ifLate: { after: 'PT15M', then: 'skip' } });
    system.passMs(20 * 60_000);
    const until = await stage.beQuiet(3);
    await deliver(id);
    expect((await stage.last(id))?.kind).toBe('postponed');
    await stage.passUntil(until);
    await deliver(id);
    expect(await system.row(id)).toMatchObject({ status: 'failed', failureCode: 'expired' });
  });
});

describe('T7: what may be out already', () => {
  test('and is to be sent again waits, and is nobody’s to cancel', async () => {
    provider.answerWith(() => ({ kind: 'ambiguous', code: 'timeout' }));
    const { id } = await system.schedule({ onUnknown: 'resend' });
    await deliver(id);
    const until = await stage.beQuiet(3);
    await stage.passUntil((await system.row(id)).dueAt);
    expect(await deliver(id)).toMatchObject({ kind: 'moved', dueAtMs: until.getTime() });
    expect(await system.row(id)).toMatchObject({ status: 'sending', nextAttemptAt: until });
    await expect(system.cancel(id)).rejects.toMatchObject({ code: 'already_sending' });
    provider.answerWith(({ messageId }) => ({ kind: 'accepted', providerMessageId: messageId }));
    await stage.passUntil(until);
    await deliver(id);
    expect((await system.row(id)).status).toBe('sent');
    expect(provider.callsFor(id)).toHaveLength(2);
  });

  test("N3: an iMessage's SMS waits, and the message stays sent", async () => {
    const { sql } = system.core.connection;
    await sql`UPDATE senders SET provider = 'bluebubbles' WHERE channel = 'imessage'`;
    const { id } = await system.schedule({ channel: 'imessage' });
    await deliver(id);
    await stage.passUntil((await system.row(id)).dueAt);
    const until = await stage.beQuiet(3);
    expect(await deliver(id)).toMatchObject({ kind: 'moved', dueAtMs: until.getTime() });
    expect(await system.row(id)).toMatchObject({
      status: 'sent',
      nextAttemptAt: until,
      fallingBack: false,
      failureCode: null,
      timingReason: 'requested',
    });
    await stage.passUntil(until);
    await deliver(id);
    const channels = provider.callsFor(id).map(({ message }) => message.channel);
    expect(channels).toEqual(['imessage', 'sms']);
  });

  test('N3: an iMessage that waits for them has not become an SMS', async () => {
    const { id } = await system.schedule({ channel: 'imessage' });
    const until = await stage.beQuiet(3);
    await deliver(id);
    expect(await system.row(id)).toMatchObject({ status: 'scheduled', fallbackReason: null });
    await stage.passUntil(until);
    await deliver(id);
    expect(provider.callsFor(id).map(({ message }) => message.channel)).toEqual(['imessage']);
  });

  test('killed between claim and postponing it is a lost attempt like any: unknown, and not sent', async () => {
    const { id } = await system.schedule();
    const until = await stage.beQuiet(3);
    const { version } = await system.row(id);
    const now = new Date(stage.nowMs());
    expect(await claimMessage(system.core.connection.db, id, version, now)).not.toBeNull();
    system.passMs(ATTEMPT_LOST_AFTER_MS + 1);
    await closeLostAttempts(activities.deps);
    expect((await system.row(id)).status).toBe('unknown');
    await stage.passUntil(until);
    await deliver(id);
    expect(provider.callsFor(id)).toEqual([]);
  });
});
