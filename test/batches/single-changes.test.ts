import { afterAll, beforeAll, expect, test } from 'vitest';
import { alignBatches } from '#activities/align-batches';
import { cancelMessage } from '#messages/cancel-message';
import { editMessage } from '#messages/edit-message';
import { createBatchStage } from '#test/support/batch-stage';
import { createRecordingProvider } from '#test/support/recording-provider';
import { createTestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;
let stage: ReturnType<typeof createBatchStage>;
beforeAll(async () => {
  system = await startTestSystem({ worker: false });
  stage = createBatchStage(system);
});
afterAll(() => system.stop());

const cancel = (id: string) => system.act((scope) => cancelMessage(scope, id));
const edit = (id: string) =>
  system.act((scope) => editMessage(system.core, scope, id, { text: 'Another' }, null));

/** Of a batch that was canceled, as if it had too many messages to mark them all at once. */
async function postUnmarked(): Promise<string> {
  const id = await stage.post(1);
  await stage.cancel(id);
  const { sql } = system.core.connection;
  await sql`UPDATE messages SET status = 'scheduled', canceled_at = NULL, cancel_reason = NULL
    WHERE batch_id = ${id}`;
  const [message] = await stage.messagesOf(id);
  return message?.id ?? '';
}

test('B2: what is not marked canceled yet with its batch cannot be edited', async () => {
  await expect(edit(await postUnmarked())).rejects.toMatchObject({ code: 'final' });
});

test('B2: what is canceled by itself after its batch was canceled with it', async () => {
  const canceled = await cancel(await postUnmarked());
  expect(canceled).toMatchObject({ status: 'canceled', cancelReason: 'batch_canceled' });
});

test('B2: the estimated end is never in the past, and a canceled batch has none', async () => {
  const id = await stage.post(2);
  const before = Date.now();
  expect((await stage.get(id)).estimatedEndAt?.getTime()).toBeGreaterThanOrEqual(before - 1_000);
  expect(await stage.cancel(id)).toMatchObject({ status: 'canceled', estimatedEndAt: null });
});

test('B2: a batch whose last message is canceled by itself is looked at soon', async () => {
  const id = await stage.post(1, () => ({ sendAt: system.inMs(86_400_000) }));
  const { sql, db } = system.core.connection;
  await sql`UPDATE batches SET relayed_revision = revision WHERE id = ${id}`;
  system.passMs(31_000);
  const clock = { nowMs: () => Date.now() + 31_000 };
  const deps = createTestActivities(system, createRecordingProvider()).deps;
  const seen = {
    ...deps,
    db,
    clock,
    batches: { running: async (ids: readonly string[]) => new Set(ids) },
  };
  const isUntold = async () => {
    await alignBatches(seen, new AbortController().signal);
    const [row] =
      await sql`SELECT revision <> relayed_revision AS untold FROM batches WHERE id = ${id}`;
    return row?.untold;
  };
  expect(await isUntold()).toBe(false);
  const [message] = await stage.messagesOf(id);
  await cancel(message?.id ?? '');
  expect(await isUntold()).toBe(true);
});
