import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { completeBatch } from '#db/complete-batch';
import { disableEndpoint } from '#db/webhooks/endpoint-failures';
import { type WebhookEvent, webhookEventTypes } from '#domain/webhook';
import { buildMessage, inHours } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { toWebhookBody } from '#webhooks/to-webhook-body';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const reports = ['sent', 'delivered', 'undelivered', 'failed', 'unknown'];

async function add(path: string, body: object): Promise<string> {
  const { status, json } = await t.request(`POST ${path}`, { body });
  expect(status).toBeLessThan(300);
  return json.id;
}

/** One of each kind, made as they are made, with what a message had to do with. */
async function makeEvents(): Promise<WebhookEvent[]> {
  const { sql, db } = t.database.connection;
  const eventTypes = [...webhookEventTypes];
  await add('/v1/webhooks', { url: 'https://hooks.example.com/a', eventTypes });
  const gone = await add('/v1/webhooks', { url: 'https://hooks.example.com/b' });
  const batchId = await add('/v1/batches', { items: [buildMessage()] });
  for (const status of reports) {
    const id = await add('/v1/messages', buildMessage({ metadata: { order: '17' } }));
    await sql`UPDATE messages SET status = ${status}, failure_code = 'x', sent_at = now() WHERE id = ${id}`;
    await sql`INSERT INTO message_events (id, workspace_id, message_id, kind, at)
      SELECT new_event_id(), workspace_id, id, ${status}, now() FROM messages WHERE id = ${id}`;
  }
  const id = await add('/v1/messages', buildMessage());
  await t.request(`PATCH /v1/messages/${id}`, { body: { sendAt: inHours(9) } });
  await t.request(`POST /v1/messages/${id}/cancel`);
  await sql`INSERT INTO replies (id, workspace_id, sender_id, channel, from_address, text, received_at)
    SELECT 'rep_' || substring(new_event_id() FROM 5), workspace_id, id, channel, '+12125550123',
      'Hello', now() FROM senders WHERE workspace_id = ${t.workspaceId} AND channel = 'sms'`;
  await t.request(`POST /v1/batches/${batchId}/cancel`);
  await sql`UPDATE messages SET status = 'canceled' WHERE batch_id = ${batchId}`;
  await db.transaction((tx) => completeBatch(tx, batchId, new Date()));
  await disableEndpoint(db, { endpointId: gone, reason: 'gone', now: new Date() });
  const rows = await sql`SELECT type, at, message_id AS "messageId", batch_id AS "batchId",
    reply_id AS "replyId", snapshot FROM webhook_events`;
  return rows.map((row) => ({ ...row, at: new Date(row.at) }) as WebhookEvent);
}

test('H6: what endpoints are told is as the OpenAPI document says, for each type', async () => {
  const events = await makeEvents();
  expect(new Set(events.map(({ type }) => type))).toEqual(new Set(webhookEventTypes));
  const { json: document } = await t.request('GET /openapi.json');
  expect(Object.keys(document.webhooks).sort()).toEqual(
    [...webhookEventTypes, 'endpoint.test'].sort(),
  );
  for (const event of events) {
    const { parameters, requestBody } = document.webhooks[event.type].post;
    expect(parameters.map(({ name }: { name: string }) => name).sort()).toEqual([
      ...['webhook-id', 'webhook-signature', 'webhook-timestamp'],
    ]);
    const { schema } = requestBody.content['application/json'];
    const text = JSON.stringify({ ...schema, $defs: document.components.schemas });
    const whole = JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/'));
    const parsed = z.fromJSONSchema(whole).safeParse(JSON.parse(toWebhookBody(event)));
    expect(parsed.error, event.type).toBeUndefined();
  }
});
