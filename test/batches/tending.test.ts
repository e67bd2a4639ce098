import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alignBatches, tendUntoldBatches } from '#activities/align-batches';
import { createBatchStage } from '#test/support/batch-stage';
import { eventually } from '#test/support/eventually';
import { createRecordingProvider } from '#test/support/recording-provider';
import { createTestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const HOUR_MS = 3_600_000;

let system: TestSystem;
let stage: ReturnType<typeof createBatchStage>;
beforeAll(async () => {
  system = await startTestSystem();
  stage = createBatchStage(system);
});
afterAll(() => system.stop());

const untilDone = (id: string) =>
  eventually('the batch completed', async () => {
    const view = await stage.get(id);
    return view.completedAt !== null && view;
  });

describe("B3: a batch's workflow", () => {
  test('completes it once its messages went, and ends; another message has it run again', async () => {
    const id = await stage.post(5);
    expect(await untilDone(id)).toMatchObject({ status: 'done', counts: { sent: 5 } });
    await system.untilWorkflow(id, 'COMPLETED');
    const messages = await stage.messagesOf(id);
    for (const each of messages) expect(await system.workflowStatus(each.id)).toBeNull();
    await system.schedule({ batchId: id });
    await eventually('all six sent', async () => (await stage.get(id)).counts.sent === 6);
    await eventually('completed twice', async () => {
      const events = await stage.eventsOf(id);
      return events.length === 2 && events.every((kind) => kind === 'completed');
    });
  });

  test('lets go and sends what waited, when it is resumed', async () => {
    const id = await stage.post(30, () => ({ sendAt: system.inMs(HOUR_MS) }));
    await stage.pause(id);
    await system.core.connection.sql`
      UPDATE messages SET send_at = now() - interval '1 second' WHERE batch_id = ${id}`;
    await system.untilWorkflow(id, 'RUNNING');
    expect((await stage.get(id)).counts.scheduled).toBe(30);
    await stage.resume(id);
    expect((await untilDone(id)).counts.sent).toBe(30);
  });

  test('holds, and lets go, what the change itself left', async () => {
    const id = await stage.post(3, () => ({ sendAt: system.inMs(HOUR_MS) }));
    await stage.pause(id);
    const { sql } = system.core.connection;
    const untilHeld = (held: boolean) =>
      eventually('all of one mind', async () =>
        (await stage.messagesOf(id)).every((each) => each.held === held),
      );
    await sql`UPDATE messages SET held = false WHERE batch_id = ${id}`;
    await sql`UPDATE batches SET revision = revision + 1 WHERE id = ${id}`;
    await untilHeld(true);
    await stage.resume(id);
    await untilHeld(false);
    await sql`UPDATE messages SET held = true WHERE batch_id = ${id}`;
    await sql`UPDATE batches SET revision = revision + 1 WHERE id = ${id}`;
    await untilHeld(false);
  });

  test('cancels what the change itself left, and gives up what was to be sent again', async () => {
    const id = await stage.post(3, () => ({ sendAt: system.inMs(HOUR_MS) }));
    const [left, again] = await stage.messagesOf(id);
    const { sql } = system.core.connection;
    await sql`UPDATE batches SET status = 'canceled', revision = revision + 1 WHERE id = ${id}`;
    await eventually('all canceled', async () =>
      (await stage.messagesOf(id)).every(({ status }) => status === 'canceled'),
    );
    await untilDone(id);
    await sql`UPDATE batches SET completed_at = NULL, revision = revision + 1 WHERE id = ${id}`;
    await sql`UPDATE messages SET status = 'scheduled' WHERE id = ${left?.id ?? ''}`;
    await sql`UPDATE messages SET status = 'sending', next_attempt_at = now() + interval '1 hour'
      WHERE id = ${again?.id ?? ''}`;
    await sql`UPDATE batches SET revision = revision + 1 WHERE id = ${id}`;
    await system.untilStatus(left?.id ?? '', 'canceled');
    await system.untilStatus(again?.id ?? '', 'unknown');
  });

  test('gives items that are due alone, and soon, workflows of their own; a crowd none', async () => {
    const soonMs = 1_800_000;
    const id = await stage.post(31, (at) => ({
      sendAt: system.inMs(at < 6 ? soonMs + at * 5_000 : soonMs + 60_000),
    }));
    const [alone, crowded] = [(await stage.messagesOf(id))[2], (await stage.messagesOf(id))[20]];
    await system.untilWorkflow(alone?.id ?? '', 'RUNNING');
    const messages = await stage.messagesOf(id);
    expect(messages.filter(({ byBatch }) => !byBatch)).toHaveLength(6);
    expect(await system.workflowStatus(crowded?.id ?? '')).toBeNull();
    await stage.cancel(id);
    await system.untilWorkflow(alone?.id ?? '', 'COMPLETED');
  });

  test('that was terminated is started anew', async () => {
    const id = await stage.post(1, () => ({ sendAt: system.inMs(HOUR_MS * 5) }));
    await system.untilWorkflow(id, 'RUNNING');
    await system.client.workflow.getHandle(id).terminate('by an operator');
    await eventually('out of the visibility store', async () => {
      return !(await system.batches.running([id])).has(id);
    });
    const clock = { nowMs: () => system.core.clock.nowMs() + 31_000 };
    const { deps } = createTestActivities(system, createRecordingProvider(), { clock });
    await alignBatches(deps, new AbortController().signal);
    await system.untilWorkflow(id, 'RUNNING');
  });
});

test('B3: while Temporal is away a batch is seen to without it', async () => {
  const id = await stage.post(3, () => ({ sendAt: system.inMs(HOUR_MS) }));
  await system.untilWorkflow(id, 'RUNNING');
  const { sql } = system.core.connection;
  // As it is while nobody can be told: changed a while ago, and leased for ever.
  await sql`UPDATE messages SET held = true WHERE batch_id = ${id}`;
  await sql`UPDATE batches SET revision = revision + 1, relay_at = 'infinity' WHERE id = ${id}`;
  const clock = { nowMs: () => system.core.clock.nowMs() + 6_000 };
  const { deps } = createTestActivities(system, createRecordingProvider(), { clock });
  await tendUntoldBatches(deps, new AbortController().signal);
  expect((await stage.messagesOf(id)).map(({ held }) => held)).toEqual([false, false, false]);
});

test('batch.completed is told once of each completion, with its counts', async () => {
  const { sql } = system.core.connection;
  await sql`INSERT INTO webhook_endpoints (id, workspace_id, url, event_types, status, secret, created_at, updated_at)
    SELECT 'whk_1', id, 'https://example.com/hooks', '["batch.completed"]', 'active', 'whsec_x', now(), now()
    FROM workspaces LIMIT 1`;
  const id = await stage.post(2);
  await untilDone(id);
  const told = await sql`SELECT type, snapshot FROM webhook_events WHERE batch_id = ${id}`;
  expect(told).toMatchObject([
    { type: 'batch.completed', snapshot: { status: 'done', counts: { sent: 2, failed: 0 } } },
  ]);
});
