import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { putSuppression } from '#suppressions/put-suppression';
import { cloneMessages } from '#test/support/clone-messages';
import { eventually } from '#test/support/eventually';
import { createRecordingProvider, type RecordingProvider } from '#test/support/recording-provider';
import { createTestActivities, type TestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;
let provider: RecordingProvider;
let activities: TestActivities;
let numbers = 0;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());
beforeEach(() => {
  provider = createRecordingProvider(system.core.clock);
  activities = createTestActivities(system, provider);
});

const nextNumber = () => `+1212555${String(7000 + numbers++)}`;
const suppress = (address: string, channel: 'sms' | 'mms' | 'imessage' = 'sms') =>
  system.act((scope) =>
    putSuppression(scope, { address, channel, pointer: '/address' }, 'blacklisted'),
  );

test.each([0, 10, 25])(
  'C6: 100 due at one instant while a PUT comes %i calls later: each is canceled, or was claimed before and sent once',
  async (calls) => {
    const to = nextNumber();
    const { id } = await system.schedule({ to });
    const ids = [id, ...(await cloneMessages(system, id, 99))];
    system.passMs(200);
    const sweep = activities.startSweep();
    await eventually('calls', () => provider.calls.length >= calls);
    const { canceledMessages } = await suppress(to);
    await eventually('an end of each', async () => {
      const rows = await Promise.all(ids.map(system.row));
      return rows.every(({ status }) => status === 'canceled' || status === 'sent');
    });
    await sweep.stop();
    const rows = await Promise.all(ids.map(system.row));
    const canceled = rows.filter(({ status }) => status === 'canceled');
    expect(canceled).toHaveLength(canceledMessages);
    for (const row of rows) {
      const made = provider.callsFor(row.id).length;
      expect(made, row.status).toBe(row.status === 'sent' ? 1 : 0);
      if (row.status === 'canceled') expect(row.cancelReason).toBe('opted_out');
    }
    console.log(`a PUT after ${calls} calls: ${canceledMessages} canceled of 100`);
  },
);

test('C6: the last look refuses MMS where SMS is suppressed', async () => {
  const to = nextNumber();
  const mediaUrls = ['https://example.com/a.png'];
  const { id } = await system.schedule({ to, channel: 'mms', mediaUrls });
  // As if it had been accepted while the suppression was being made.
  await system.core.connection.sql`INSERT INTO suppressions
    (workspace_id, channel, address, reason, created_at)
    VALUES (${system.actor.workspaceId}, 'sms', ${to}, 'blacklisted', now())`;
  await activities.deliver(id);
  expect(provider.calls).toEqual([]);
  expect(await system.row(id)).toMatchObject({ failureCode: 'recipient_suppressed' });
});

test('C6, N3: an iMessage that waits to go as SMS is canceled with the SMS', async () => {
  const to = nextNumber();
  const { id } = await system.schedule({ to, channel: 'imessage' });
  const { sql } = system.core.connection;
  await sql`UPDATE senders SET provider = 'bluebubbles' WHERE channel = 'imessage'`;
  provider.answerWith(() => ({ kind: 'not_sent', code: 'econnrefused' }));
  await activities.deliver(id);
  expect(await system.row(id)).toMatchObject({ fallbackReason: 'econnrefused' });
  expect(await suppress(to, 'mms')).toMatchObject({ canceledMessages: 1 });
  expect(await system.row(id)).toMatchObject({ status: 'canceled', cancelReason: 'opted_out' });
});

test('C6, N3: one that went as iMessage gets no SMS any more', async () => {
  const to = nextNumber();
  const { id } = await system.schedule({ to, channel: 'imessage' });
  await activities.deliver(id);
  await suppress(to);
  system.passMs(300_000);
  await activities.deliver(id);
  expect(provider.callsFor(id).map(({ message }) => message.channel)).toEqual(['imessage']);
  expect(await system.row(id)).toMatchObject({ status: 'sent', nextAttemptAt: null });
});
