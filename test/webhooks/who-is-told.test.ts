import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#db/new-id';
import { inWorkspace } from '#db/scope';
import { usualEventTypes } from '#domain/webhook';
import { cancelMessage } from '#messages/cancel-message';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { createWorkspace } from '#workspaces/create-workspace';
import { addEndpoint, typesOf } from './webhook-stage.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

const deliveriesTo = (endpointId: string) => system.core.connection.sql`
  SELECT d.*, d.next_try_at::text AS next_text, e.type FROM webhook_deliveries d
  JOIN webhook_events e ON e.id = d.event_id WHERE endpoint_id = ${endpointId} ORDER BY event_id`;
const deleteEndpoints = () => system.core.connection.sql`DELETE FROM webhook_endpoints`;
const later = () => system.schedule({ sendAt: system.inMs(3_600_000) });

async function scheduleAndCancel(): Promise<string> {
  const { id } = await later();
  await system.cancel(id);
  return id;
}

test('H6: without an endpoint nothing is kept', async () => {
  expect(await typesOf(system, await scheduleAndCancel())).toEqual([]);
});

test('H6: what is merely scheduled is told only to who asks for it', async () => {
  const usual = await addEndpoint(system, usualEventTypes);
  expect(await typesOf(system, await scheduleAndCancel())).toEqual(['message.canceled']);
  const asking = await addEndpoint(system, ['message.scheduled']);
  await scheduleAndCancel();
  expect((await deliveriesTo(usual)).map(({ type }) => type)).toEqual(
    Array(2).fill('message.canceled'),
  );
  const [one, ...others] = await deliveriesTo(asking);
  expect(one).toMatchObject({ type: 'message.scheduled', status: 'pending', tries: 0 });
  expect([one?.next_text, others]).toEqual(['-infinity', []]);
  await deleteEndpoints();
});

test('H6: an endpoint that fails is told when it is to be tried again', async () => {
  const retryAt = '2027-01-15T09:00:00.000Z';
  const failing = await addEndpoint(system, usualEventTypes, { retryAt });
  await scheduleAndCancel();
  const [delivery] = await deliveriesTo(failing);
  expect(new Date(delivery?.next_try_at).toISOString()).toBe(retryAt);
  await deleteEndpoints();
});

test('H6: events are kept for an endpoint that is disabled, and not told; a deleted one asks for nothing', async () => {
  const disabled = await addEndpoint(system, ['message.canceled'], { status: 'disabled' });
  expect(await typesOf(system, await scheduleAndCancel())).toEqual(['message.canceled']);
  expect(await deliveriesTo(disabled)).toEqual([]);
  await deleteEndpoints();
  await addEndpoint(system, ['message.canceled'], { deletedAt: system.inMs(0) });
  expect(await typesOf(system, await scheduleAndCancel())).toEqual([]);
  await deleteEndpoints();
});

test('K1: an endpoint of another workspace is told nothing', async () => {
  const { db } = system.core.connection;
  const other = await db.transaction((tx) =>
    createWorkspace(tx, { name: 'other', now: new Date() }),
  );
  const theirs = await addEndpoint(system, usualEventTypes, { workspaceId: other.workspaceId });
  const ours = await addEndpoint(system, usualEventTypes);
  await scheduleAndCancel();
  expect([await deliveriesTo(theirs), (await deliveriesTo(ours)).length]).toEqual([[], 1]);
  await deleteEndpoints();
});

test('H6: what is rolled back is not told', async () => {
  const endpoint = await addEndpoint(system, usualEventTypes);
  const { id } = await later();
  const { actor, core } = system;
  const work = inWorkspace(core.connection.db, actor, new Date(), async (scope) => {
    await cancelMessage(scope, id);
    throw new Error('no');
  });
  await expect(work).rejects.toThrow('no');
  expect([await typesOf(system, id), await deliveriesTo(endpoint)]).toEqual([[], []]);
  await deleteEndpoints();
});

test('H6: a reply is told by its ids, without its text and its address', async () => {
  const { sql } = system.core.connection;
  const endpoint = await addEndpoint(system, usualEventTypes);
  const { workspaceId } = system.actor;
  const replyId = newId('rep');
  const [sender] = await sql`SELECT id FROM senders WHERE workspace_id = ${workspaceId} LIMIT 1`;
  await sql`INSERT INTO replies (id, workspace_id, sender_id, channel, from_address, text, received_at)
    VALUES (${replyId}, ${workspaceId}, ${sender?.id}, 'sms', '+12125550123', 'secret', now())`;
  expect((await deliveriesTo(endpoint)).map(({ type }) => type)).toEqual(['reply.received']);
  const [event] = await sql`SELECT * FROM webhook_events WHERE reply_id = ${replyId}`;
  expect(event?.snapshot).toEqual({ channel: 'sms', contact_id: null, sender_id: sender?.id });
  await deleteEndpoints();
});

test('K1: who works in a workspace tells nobody by hand', async () => {
  const { actor, core } = system;
  const work = inWorkspace(core.connection.db, actor, new Date(), ({ tx }) =>
    tx.execute(`SELECT tell_endpoints('x', 'message.sent', now(), NULL, NULL, NULL, '{}')`),
  );
  await expect(work).rejects.toMatchObject({ cause: { code: '42501' } });
});
