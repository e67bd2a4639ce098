import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { test } from 'vitest';
import { createContact } from '#contacts/create-contact';
import { deleteContact } from '#contacts/delete-contact';
import { nothingReported } from '#domain/receipt';
import { recordReports } from '#receipts/record-reports';
import { createBatchStage } from '#test/support/batch-stage';
import { createRecordingProvider, inTurn } from '#test/support/recording-provider';
import { startTestSystem } from '#test/support/test-system';
import { fetchHistory, type History, toJson } from '#test/support/workflow-histories';
import { resultOf, untilActivityRuns, untilTimerRuns } from '#test/support/workflow-progress';
import { personal } from './recorded-messages.ts';

// Records the corpus that replay.test.ts replays, from real runs of the workflow as it is:
//   npm run histories
// To be run when the workflow gets another path. Those that are there stay: old histories are
// those of messages that are asleep now.

const HOUR_MS = 3_600_000;
const folder = new URL('../fixtures/histories/', import.meta.url);

test('records every path of every workflow', { timeout: 120_000 }, async () => {
  const provider = createRecordingProvider();
  const system = await startTestSystem({ provider });
  await system.core.connection.sql`
    UPDATE senders SET provider = 'bluebubbles' WHERE channel = 'imessage'`;
  await system.core.connection.sql`UPDATE workspaces SET imessage_fallback_seconds = 8`;
  const reportDelivered = async (messageId: string) => {
    const now = new Date(system.core.clock.nowMs());
    const report = { vendor: 'bluebubbles', dedupeKey: messageId, messageId } as const;
    const receipts = [
      { ...report, providerMessageId: null, status: 'delivered' as const, code: null, at: now },
    ];
    await recordReports(system.core.connection.db, { ...nothingReported, receipts }, now);
  };
  const stage = createBatchStage(system);
  const answers: Record<string, ReturnType<typeof inTurn>> = {};
  provider.answerWith((message) => (answers[message.messageId] ?? inTurn())(message));
  await mkdir(folder, { recursive: true });
  const schedule = (ms: number | null, more = {}) =>
    system.schedule({ ...personal, ...(ms === null ? {} : { sendAt: system.inMs(ms) }), ...more });

  const paths: Record<string, () => Promise<string>> = {
    'delivered-now': async () => (await schedule(null)).id,
    'delivered-after-delay': async () => (await schedule(5_000)).id,
    'canceled-during-delay': async () => {
      const { id } = await schedule(HOUR_MS);
      await system.untilWorkflow(id, 'RUNNING');
      await system.cancel(id);
      return id;
    },
    'canceled-during-sleep': async () => {
      const { id } = await schedule(HOUR_MS);
      await system.untilWorkflow(id, 'RUNNING');
      await system.edit(id, { sendAt: system.inMs(2 * HOUR_MS) });
      await untilTimerRuns(system, id);
      await system.cancel(id);
      return id;
    },
    'canceled-during-activity': async () => {
      const { id } = await schedule(2_900);
      await untilActivityRuns(system, id);
      await system.cancel(id);
      return id;
    },
    'contact-deleted': async () => {
      const phones = [{ number: personal.to }];
      const { id: contactId } = await system.act((scope) =>
        createContact(system.core, scope, { name: personal.recipientName, phones, emails: [] }),
      );
      const { id } = await schedule(HOUR_MS, { contactId });
      await system.untilWorkflow(id, 'RUNNING');
      await system.act((scope) => deleteContact(scope, contactId));
      return id;
    },
    'rescheduled-earlier': async () => {
      const { id } = await schedule(HOUR_MS);
      await system.untilWorkflow(id, 'RUNNING');
      await system.edit(id, { sendAt: system.inMs(4_000) });
      return id;
    },
    'rescheduled-later': async () => {
      const { id } = await schedule(4_000);
      await system.untilWorkflow(id, 'RUNNING');
      await system.edit(id, { sendAt: system.inMs(6_000) });
      return id;
    },
    'rescheduled-in-last-seconds': async () => {
      const { id } = await schedule(2_900);
      await untilActivityRuns(system, id);
      await system.edit(id, { sendAt: system.inMs(5_000) });
      await system.edit(id, { sendAt: system.inMs(2_000) });
      return id;
    },
    'retried-after-not-sent': async () => {
      const { id } = await schedule(3_500);
      answers[id] = inTurn(
        { kind: 'not_sent', code: '429' },
        { kind: 'not_sent', code: '429', retryAfterMs: 4_000 },
      );
      return id;
    },
    'sent-again-after-unknown': async () => {
      const { id } = await schedule(3_500, { onUnknown: 'resend' });
      answers[id] = inTurn({ kind: 'ambiguous', code: 'timeout' });
      return id;
    },
    'delivery-reported': async () => {
      const { id } = await schedule(3_500, { channel: 'imessage' });
      await system.untilStatus(id, 'sent');
      await reportDelivered(id);
      return id;
    },
    'fell-back-to-sms': async () => (await schedule(3_500, { channel: 'imessage' })).id,
    'sent-as-sms-at-once': async () => {
      const { id } = await schedule(3_500, { channel: 'imessage' });
      answers[id] = inTurn({ kind: 'refused', code: 'imessage_unavailable', detail: 'none' });
      return id;
    },
    'kept-waiting-by-rate': async () => {
      const { from } = await schedule(3_500, { channel: 'whatsapp' });
      await system.core.connection.sql`
        UPDATE senders SET rate_per_second = 0.2 WHERE id = ${from.id}`;
      return (await schedule(3_501, { channel: 'whatsapp' })).id;
    },
    'batch-done': async () => stage.post(3, () => ({ ...personal, sendAt: system.inMs(3_000) })),
    'batch-paused-and-resumed': async () => {
      const id = await stage.post(3, () => ({ ...personal, sendAt: system.inMs(HOUR_MS) }));
      await system.untilWorkflow(id, 'RUNNING');
      await untilTimerRuns(system, id);
      await stage.pause(id);
      await system.core.connection.sql`
        UPDATE messages SET send_at = now() + interval '2 seconds' WHERE batch_id = ${id}`;
      await stage.resume(id);
      return id;
    },
    'batch-canceled': async () => {
      const id = await stage.post(3, () => ({ ...personal, sendAt: system.inMs(HOUR_MS) }));
      await system.untilWorkflow(id, 'RUNNING');
      await untilTimerRuns(system, id);
      await stage.cancel(id);
      return id;
    },
    refused: async () => {
      const { id } = await schedule(3_500);
      answers[id] = inTurn({ kind: 'refused', code: '21211', detail: 'refused' });
      return id;
    },
  };
  try {
    await Promise.all(
      Object.entries(paths).map(async ([name, run]) => {
        if (existsSync(new URL(`${name}.json`, folder))) return;
        const id = await run();
        await resultOf(system, id);
        await save(name, await fetchHistory(system.client, id));
      }),
    );
  } finally {
    await system.stop();
  }
});

async function save(name: string, history: History): Promise<void> {
  await writeFile(new URL(`${name}.json`, folder), `${toJson(history)}\n`);
}
