import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createActivities } from '#activities/index';
import { createContact } from '#contacts/create-contact';
import { deleteContact } from '#contacts/delete-contact';
import { nothingReported } from '#domain/receipt';
import { startTestServer } from '#local/start-test-server';
import { recordReports } from '#receipts/record-reports';
import { bundleWorkflows } from '#runtime/bundle-workflows';
import { createDeliveries } from '#temporal/deliveries';
import { startRelay } from '#temporal/relay';
import type { Relay } from '#temporal/relay-loop';
import { dailyHabit, keepEngagements } from '#test/support/keep-engagements';
import { createRecordingProvider, type RecordingProvider } from '#test/support/recording-provider';
import { createTestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TASK_QUEUE = 'skipped-time';

const started = await startTestServer({ environment: process.env, log: () => {} });
const why = started.kind === 'unavailable' ? started.reason : '';

describe.skipIf(started.kind === 'unavailable')(`months pass in moments ${why}`, () => {
  let environment: TestWorkflowEnvironment;
  let system: TestSystem;
  let provider: RecordingProvider;
  let worker: Worker;
  let running: Promise<void>;
  let relay: Relay;

  beforeAll(async () => {
    if (started.kind === 'unavailable') return;
    environment = started.environment;
    system = await startTestSystem({ worker: false });
    provider = createRecordingProvider(system.core.clock);
    const { db } = system.core.connection;
    const activities = createActivities(createTestActivities(system, provider).deps);
    worker = await Worker.create({
      connection: environment.nativeConnection,
      taskQueue: TASK_QUEUE,
      workflowBundle: await bundleWorkflows(),
      activities: {
        async deliverMessage(input: Parameters<typeof activities.deliverMessage>[0]) {
          await catchUp();
          return activities.deliverMessage(input);
        },
      },
      shutdownForceTime: 1_000,
    });
    running = worker.run();
    const deliveries = createDeliveries(environment.client, TASK_QUEUE);
    relay = startRelay({ db, deliveries, clock: system.core.clock, onError: () => {} });
  });
  afterAll(async () => {
    if (started.kind === 'unavailable') return;
    await relay.stop();
    worker.shutdown();
    await running;
    await system.stop();
    await environment.teardown();
  });

  /** Brings the system's clock to the server's, which jumps. */
  async function catchUp(): Promise<void> {
    system.passMs((await environment.currentTimeMs()) - system.core.clock.nowMs());
  }

  /** Schedules so long after the server's now, and waits until its workflow was asked for. */
  async function scheduleIn(ms: number, more = {}): Promise<{ id: string; sendAt: Date }> {
    await catchUp();
    const made = await system.schedule({ sendAt: system.inMs(ms), ...more });
    await relayed(made.id);
    return made;
  }
  async function relayed(id: string): Promise<void> {
    relay.wake();
    for (;;) {
      const [left] = await system.core.connection.sql`SELECT FROM outbox WHERE message_id = ${id}`;
      if (!left) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  const result = (id: string) => environment.client.workflow.getHandle(id).result();
  async function expectSentOnceAt(id: string, sendAt: Date): Promise<void> {
    expect(await result(id)).toEqual({ ended: 'delivered' });
    const calls = provider.callsFor(id);
    expect(calls).toHaveLength(1);
    const lateMs = (calls[0]?.atMs ?? 0) - sendAt.getTime();
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(5_000);
    expect(await system.row(id)).toMatchObject({ status: 'sent', sendAt });
  }

  test.each([35, 366])(
    'T4: a message that sleeps for %i days goes out at its time',
    async (days) => {
      const { id, sendAt } = await scheduleIn(days * DAY_MS);
      await expectSentOnceAt(id, sendAt);
      const { events } = await environment.client.workflow.getHandle(id).fetchHistory();
      const [first, task] = events ?? [];
      // No code of ours ran before it was about to go: that is what the start delay is for.
      expect(task?.workflowTaskScheduledEventAttributes).toBeTruthy();
      const sleptS = Number(task?.eventTime?.seconds) - Number(first?.eventTime?.seconds);
      expect(sleptS).toBeGreaterThan(days * 86_400 - 60);
    },
  );

  test('C1: canceled while it is delayed, it ends without being sent', async () => {
    const { id } = await scheduleIn(35 * DAY_MS);
    await system.cancel(id);
    await relayed(id);
    expect(await result(id)).toEqual({ ended: 'canceled' });
    expect(provider.callsFor(id)).toEqual([]);
  });

  test('C1: canceled while it sleeps inside itself, it ends without being sent', async () => {
    const { id } = await scheduleIn(35 * DAY_MS);
    await system.edit(id, { sendAt: system.inMs(50 * DAY_MS) });
    await relayed(id);
    await system.cancel(id);
    await relayed(id);
    expect(await result(id)).toEqual({ ended: 'canceled' });
    expect(provider.callsFor(id)).toEqual([]);
  });

  test('C4: its contact deleted, it ends with that as its reason', async () => {
    const phones = [{ number: '+12125550177' }];
    const contact = await system.act((scope) =>
      createContact(system.core, scope, { name: 'Ana', phones, emails: [] }),
    );
    const { id } = await scheduleIn(100 * DAY_MS, { contactId: contact.id, to: undefined });
    await system.act((scope) => deleteContact(scope, contact.id));
    await relayed(id);
    expect(await result(id)).toEqual({ ended: 'contact_deleted' });
    expect(provider.callsFor(id)).toEqual([]);
  });

  /** To somebody who opened every day for two months, six hours after this time of day. */
  async function scheduleOptimized(window: '24h' | '72h') {
    await catchUp();
    const input = {
      name: 'Ana',
      phones: [{ number: '+12125550178' }],
      emails: [],
      timeZone: 'UTC',
    };
    const contact = await system.act((scope) => createContact(system.core, scope, input));
    const { sql } = system.core.connection;
    const nowMs = system.core.clock.nowMs();
    const habit = dailyHabit({ contactId: contact.id }, { aheadHours: 6, nowMs });
    await keepEngagements(sql, system.actor.workspaceId, habit);
    const made = await system.schedule({
      ...{ contactId: contact.id, to: undefined },
      optimize: { window },
    });
    await relayed(made.id);
    expect(made.timing.reason).toBe('optimized');
    expect(made.sendAt.getTime() - made.createdAt.getTime()).toBeGreaterThan(2 * HOUR_MS);
    return { ...made, contactId: contact.id };
  }

  test('O1: an optimized message sleeps until its moment, and goes at it', async () => {
    const { id, sendAt } = await scheduleOptimized('24h');
    await expectSentOnceAt(id, sendAt);
    const kinds = (await system.events(id)).map(({ kind }) => kind);
    expect(kinds).toEqual(['accepted', 'sending', 'sent']);
  });

  test('C3: locked as it is, deleting its contact ends it', async () => {
    const { id, contactId } = await scheduleOptimized('72h');
    await expect(system.cancel(id)).rejects.toMatchObject({ code: 'optimized_message_locked' });
    await system.act((scope) => deleteContact(scope, contactId));
    await relayed(id);
    expect(await result(id)).toEqual({ ended: 'contact_deleted' });
    expect(provider.callsFor(id)).toEqual([]);
  });

  test('C2: moved earlier and later several times, it goes at the last time alone', async () => {
    const { id } = await scheduleIn(60 * DAY_MS);
    for (const days of [200, 20, 90, 10]) {
      await system.edit(id, { sendAt: system.inMs(days * DAY_MS) });
      await relayed(id);
    }
    const last = await system.edit(id, { sendAt: system.inMs(30 * DAY_MS) });
    await relayed(id);
    await expectSentOnceAt(id, last.sendAt);
  });

  test('C2: told of an older version again, it keeps to the newer one', async () => {
    const { id } = await scheduleIn(60 * DAY_MS);
    const newer = await system.edit(id, { sendAt: system.inMs(40 * DAY_MS) });
    await relayed(id);
    const handle = environment.client.workflow.getHandle(id);
    const stale = { version: 1, dueAtMs: system.core.clock.nowMs() + DAY_MS };
    await handle.signal('rescheduled', stale);
    await expectSentOnceAt(id, newer.sendAt);
  });

  /** As iMessage, by a provider that reports deliveries. */
  async function scheduleImessage(fallbackSeconds: number) {
    const { sql } = system.core.connection;
    await sql`UPDATE senders SET provider = 'bluebubbles' WHERE channel = 'imessage'`;
    await sql`UPDATE workspaces SET imessage_fallback_seconds = ${fallbackSeconds}`;
    provider.answerWith((message) => ({ kind: 'accepted', providerMessageId: message.messageId }));
    return scheduleIn(DAY_MS, { channel: 'imessage' });
  }

  test.each([300, 86_400])(
    'N3: an iMessage whose delivery nobody reports goes as SMS after %i s',
    async (seconds) => {
      const { id, sendAt } = await scheduleImessage(seconds);
      expect(await result(id)).toEqual({ ended: 'delivered' });
      const [bubble, text, ...more] = provider.callsFor(id);
      expect(more).toEqual([]);
      expect([bubble?.message.channel, text?.message.channel]).toEqual(['imessage', 'sms']);
      const sinceMs = (text?.atMs ?? 0) - sendAt.getTime();
      expect(sinceMs).toBeGreaterThanOrEqual(seconds * 1_000);
      expect(sinceMs).toBeLessThan(seconds * 1_000 + 10_000);
    },
  );

  test('N3: a report that comes while it waits ends it at once', async () => {
    const { id } = await scheduleImessage(86_400);
    // Time does not pass by itself from here on: nobody waits for the workflow.
    await environment.sleep(DAY_MS + 60_000);
    await system.untilStatus(id, 'sent');
    await catchUp();
    const report = { vendor: 'bluebubbles', dedupeKey: id, messageId: id } as const;
    const now = new Date(system.core.clock.nowMs());
    const receipts = [
      { ...report, providerMessageId: null, status: 'delivered' as const, code: null, at: now },
    ];
    await recordReports(system.core.connection.db, { ...nothingReported, receipts }, now);
    await relayed(id);
    expect(await result(id)).toEqual({ ended: 'delivered' });
    const { events } = await environment.client.workflow.getHandle(id).fetchHistory();
    const told = events?.find((event) => event.workflowExecutionSignaledEventAttributes);
    const ended = events?.at(-1);
    // By the history: time may jump once a workflow has ended.
    expect(Number(ended?.eventTime?.seconds) - Number(told?.eventTime?.seconds)).toBeLessThan(60);
    expect(provider.callsFor(id)).toHaveLength(1);
  });

  test('N4: what its sender may not send yet waits for its turn, without asking again and again', async () => {
    const paced = { channel: 'whatsapp' };
    const made = [await scheduleIn(DAY_MS, paced), await scheduleIn(DAY_MS, paced)];
    const last = await scheduleIn(DAY_MS, paced);
    const { sql } = system.core.connection;
    await sql`UPDATE senders SET rate_per_second = ${1 / 3_600} WHERE channel = 'whatsapp'`;
    for (const { id } of [...made, last]) expect(await result(id)).toEqual({ ended: 'delivered' });
    const claimedAtMs = await Promise.all(
      [...made, last].map(async ({ id }) => (await system.row(id)).claimedAt?.getTime() ?? 0),
    );
    const [first = 0, second = 0, third = 0] = claimedAtMs.toSorted((a, b) => a - b);
    expect(second - first).toBeGreaterThanOrEqual(HOUR_MS - 80);
    expect(third - second).toBeGreaterThanOrEqual(HOUR_MS - 80);
    expect(third - last.sendAt.getTime()).toBeLessThan(3 * HOUR_MS);
    const { events } = await environment.client.workflow.getHandle(last.id).fetchHistory();
    const asked = events?.filter((event) => event.activityTaskScheduledEventAttributes) ?? [];
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  test('T7: quiet hours that were set meanwhile keep it until they are over', async () => {
    const { sql } = system.core.connection;
    const { id, sendAt } = await scheduleIn(40 * DAY_MS);
    const until = new Date(
      `${new Date(sendAt.getTime() + 9 * HOUR_MS).toISOString().slice(0, 16)}Z`,
    );
    const at = (instant: Date) => instant.toISOString().slice(11, 16);
    const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    const start = at(new Date(sendAt.getTime() - HOUR_MS));
    const setting = JSON.stringify({ start, end: at(until), weekdays });
    await sql`UPDATE workspaces SET quiet_hours = ${setting}::text::jsonb`;
    expect(await result(id)).toEqual({ ended: 'delivered' });
    await sql`UPDATE workspaces SET quiet_hours = NULL`;
    const calls = provider.callsFor(id);
    expect(calls).toHaveLength(1);
    const lateMs = (calls[0]?.atMs ?? 0) - until.getTime();
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(5_000);
    expect(await system.row(id)).toMatchObject({ status: 'sent', timingReason: 'quiet_hours' });
  });

  test('a provider that is down for six hours gets the message when it is back', async () => {
    const { id, sendAt } = await scheduleIn(DAY_MS);
    const backAtMs = sendAt.getTime() + 6 * HOUR_MS;
    provider.answerWith((message) => {
      const isDown = system.core.clock.nowMs() < backAtMs;
      if (isDown) return { kind: 'not_sent', code: '503', retryAfterMs: 2 * HOUR_MS };
      return { kind: 'accepted', providerMessageId: message.messageId };
    });
    expect(await result(id)).toEqual({ ended: 'delivered' });
    const row = await system.row(id);
    expect(row.status).toBe('sent');
    expect(row.claimedAt?.getTime()).toBeGreaterThanOrEqual(backAtMs);
    console.log(`provider down for 6 hours: sent by attempt ${row.attemptCount}`);
  });

  test('a provider that stays down fails the message after 24 hours', async () => {
    const { id, sendAt } = await scheduleIn(DAY_MS);
    const answer = { kind: 'not_sent', code: '503', retryAfterMs: 11 * HOUR_MS } as const;
    provider.answerWith(() => answer);
    expect(await result(id)).toEqual({ ended: 'delivered' });
    const row = await system.row(id);
    expect(row).toMatchObject({ status: 'failed', failureCode: 'provider_unavailable' });
    const hours = ((row.claimedAt?.getTime() ?? 0) - sendAt.getTime()) / HOUR_MS;
    expect(hours).toBeGreaterThan(20);
    expect(hours).toBeLessThanOrEqual(24);
  });
});
