import { sql as dsql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alignWorkflows, relayForgotten } from '#activities/align-workflows';
import { newId } from '#db/new-id';
import { countRelayItems } from '#db/relay-queue';
import { enterWorkspace } from '#db/scope';
import { scheduleMessage } from '#messages/schedule-message';
import { eventually } from '#test/support/eventually';
import { createRecordingProvider } from '#test/support/recording-provider';
import { createTestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const HOUR_MS = 3_600_000;
// Rows and workflows that are younger may be on their way to each other.
const SETTLED_MS = 31_000;

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

/** The reconciler's view, later than everything that was just made. */
function laterDeps() {
  const { clock } = system.core;
  const later = { nowMs: () => clock.nowMs() + SETTLED_MS };
  return createTestActivities(system, createRecordingProvider(), { clock: later }).deps;
}

const untilListed = (id: string) =>
  eventually('the workflow in the visibility store', async () => {
    return (await system.deliveries.running([id])).has(id);
  });
const untilGone = (id: string) =>
  eventually('the workflow out of the visibility store', async () => {
    return !(await system.deliveries.running([id])).has(id);
  });

test('a scheduled message whose workflow was terminated gets another, and is sent by it', async () => {
  const { id } = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
  await system.untilWorkflow(id, 'RUNNING');
  await system.client.workflow.getHandle(id).terminate('by an operator');
  await untilGone(id);
  await alignWorkflows(laterDeps(), new AbortController().signal);
  await system.untilWorkflow(id, 'RUNNING');
  // Far ahead until then: the sweep would send it without any workflow.
  await system.edit(id, { sendAt: system.inMs(1_000) });
  await system.untilStatus(id, 'sent');
  await system.untilWorkflow(id, 'COMPLETED');
  expect(await system.sunk(id)).toHaveLength(1);
});

test('a message whose workflow runs is left alone, however often it is compared', async () => {
  const { id } = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
  await system.untilWorkflow(id, 'RUNNING');
  await untilListed(id);
  const handle = system.client.workflow.getHandle(id);
  const { runId } = await handle.describe();
  await alignWorkflows(laterDeps(), new AbortController().signal);
  await alignWorkflows(laterDeps(), new AbortController().signal);
  expect(await countRelayItems(system.core.connection.db)).toBe(0);
  expect(await handle.describe()).toMatchObject({ runId, status: { name: 'RUNNING' } });
});

test('a scheduled message that no relay knows of is told to it again', async () => {
  const { db, sql } = system.core.connection;
  const { id } = await db.transaction(async (tx) => {
    await enterWorkspace(tx, system.actor.workspaceId);
    const { actor, core } = system;
    const now = new Date(core.clock.nowMs());
    const scope = { tx, actor, workspaceId: actor.workspaceId, now };
    const made = await scheduleMessage(core, scope, {
      channel: 'sms',
      to: '+12125550123',
      text: 'Hello',
      sendAt: system.inMs(HOUR_MS),
    });
    await tx.execute(dsql`DELETE FROM outbox WHERE message_id = ${made.id}`);
    return made;
  });
  expect(await sql`SELECT 1 FROM outbox WHERE message_id = ${id}`).toEqual([]);
  await Promise.all([relayForgotten(laterDeps()), relayForgotten(laterDeps())]);
  await system.untilWorkflow(id, 'RUNNING');
  await relayForgotten(laterDeps());
  expect(await countRelayItems(system.core.connection.db)).toBe(0);
});

test('a workflow that has no row to wait for is ended, and one that is over stays over', async () => {
  const messageId = newId('msg');
  const target = { version: 1, dueAtMs: system.core.clock.nowMs() + HOUR_MS };
  const kind = { channel: 'sms', timingKind: 'at' } as const;
  await system.deliveries.start({ messageId, target, ...kind }, HOUR_MS);
  await untilListed(messageId);
  await alignWorkflows(laterDeps(), new AbortController().signal);
  await system.untilWorkflow(messageId, 'COMPLETED');
  await alignWorkflows(laterDeps(), new AbortController().signal);
  await system.deliveries.end(messageId);
  await system.untilWorkflow(messageId, 'COMPLETED');
});

test('a workflow whose message is over is ended', async () => {
  const { sql } = system.core.connection;
  const { id } = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
  await untilListed(id);
  await sql`UPDATE messages SET status = 'canceled' WHERE id = ${id}`;
  await alignWorkflows(laterDeps(), new AbortController().signal);
  expect(await system.client.workflow.getHandle(id).result()).toEqual({ ended: 'canceled' });
});
