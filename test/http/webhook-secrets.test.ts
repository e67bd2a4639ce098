import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#db/new-id';
import { startTestApp, type TestApp } from '#test/support/test-app';
import type { WebhookAnswer, WebhookCall } from '#webhooks/webhook-poster';

const taken: WebhookAnswer = { kind: 'taken', statusCode: 204, tookMs: 12 };
const calls: WebhookCall[] = [];
let answer: WebhookAnswer | (() => Promise<WebhookAnswer>) = taken;
let t: TestApp;

beforeAll(async () => {
  t = await startTestApp({
    webhookPoster: {
      check: () => null,
      async post(call) {
        calls.push(call);
        return typeof answer === 'function' ? answer() : answer;
      },
    },
  });
});
afterAll(() => t.stop());

const create = async () =>
  (await t.request('POST /v1/webhooks', { body: { url: 'https://hooks.example.com/' } })).json;
const rotate = (id: string, body: object = {}) =>
  t.request(`POST /v1/webhooks/${id}/rotate-secret`, { body });
const tryOut = (id: string) => t.request(`POST /v1/webhooks/${id}/test`, { body: {} });

/** The secrets that sign a call now. */
async function secretsOf(id: string): Promise<readonly string[]> {
  await tryOut(id);
  return calls.at(-1)?.secrets ?? [];
}

test('H6: the test button calls at once, and tells what came of it', async () => {
  const { id, secret } = await create();
  expect((await tryOut(id)).json).toEqual({
    delivered: true,
    statusCode: 204,
    errorCode: null,
    tookMs: 12,
  });
  const call = calls.at(-1);
  expect(call).toMatchObject({ url: 'https://hooks.example.com/', secrets: [secret] });
  expect(call?.id).toMatch(/^evt_[0-9a-f-]{36}$/);
  expect(JSON.parse(call?.body ?? '')).toEqual({
    type: 'endpoint.test',
    timestamp: call?.at.toISOString(),
    data: { endpointId: id },
  });
  const kept = await t.database.connection.sql`SELECT 1 FROM webhook_events`;
  expect(kept).toHaveLength(0);
});

test('H6: and so when the endpoint refuses, is not there, or is disabled', async () => {
  const { id } = await create();
  await t.request(`PATCH /v1/webhooks/${id}`, { body: { status: 'disabled' } });
  answer = {
    ...{ kind: 'refused', statusCode: null, errorCode: 'econnrefused' },
    ...{ retryAfterMs: null, tookMs: 3 },
  };
  const refused = { delivered: false, statusCode: null, errorCode: 'econnrefused', tookMs: 3 };
  expect((await tryOut(id)).json).toEqual(refused);
  answer = taken;
});

test('H6: no transaction waits open for the answer', async () => {
  const { id } = await create();
  const { sql } = t.database.connection;
  let open: readonly unknown[] = ['nobody looked'];
  answer = async () => {
    open = await sql`SELECT query FROM pg_stat_activity
      WHERE datname = current_database() AND state LIKE 'idle in transaction%'`;
    return taken;
  };
  await tryOut(id);
  answer = taken;
  expect(open).toEqual([]);
});

test('H6: a new secret signs at once, the one before it for a day, and no older one', async () => {
  const { id, secret: first } = await create();
  const rotated = await rotate(id);
  const second = rotated.json.secret;
  expect([rotated.status, rotated.json.version]).toEqual([200, 2]);
  const lastsMs = Date.parse(rotated.json.previousSecretUntil) - Date.parse(rotated.json.updatedAt);
  expect(lastsMs).toBe(86_400_000);
  expect(await secretsOf(id)).toEqual([second, first]);
  await t.database.connection.sql`
    UPDATE webhook_endpoints SET previous_secret_until = now() WHERE id = ${id}`;
  expect(await secretsOf(id)).toEqual([second]);
  const third = (await rotate(id, { overlapSeconds: 604_800 })).json.secret;
  expect(await secretsOf(id)).toEqual([third, second]);
});

test('H6: no rotation ends a secret early that receivers may still know alone', async () => {
  const { id, secret: first } = await create();
  const { secret: second, previousSecretUntil } = (await rotate(id)).json;
  const refused = await rotate(id, { overlapSeconds: 60 });
  expect([refused.status, refused.json.code]).toEqual([409, 'conflict']);
  expect(refused.json.detail).toContain(previousSecretUntil);
  expect(await secretsOf(id)).toEqual([second, first]);
  expect((await rotate(newId('whk'))).status).toBe(404);
});

test('H6: without an overlap all older ones end at once', async () => {
  const { id } = await create();
  await rotate(id);
  const { secret } = (await rotate(id, { overlapSeconds: 0 })).json;
  expect(await secretsOf(id)).toEqual([secret]);
});

test('H6: of 20 rotations at once one makes a secret, and the one before it signs on', async () => {
  const { id, secret } = await create();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => rotate(id, { overlapSeconds: 60 })),
  );
  const made = answers.filter(({ status }) => status === 200);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  expect(await secretsOf(id)).toEqual([made[0]?.json.secret, secret]);
});

test.each([-1, 604_801, 1.5, '60', null])(
  'H6: an overlap of %j seconds is 422',
  async (seconds) => {
    const { id } = await create();
    expect((await rotate(id, { overlapSeconds: seconds })).status).toBe(422);
  },
);

test('H6: a secret is one that standardwebhooks signs and verifies with', async () => {
  const { secret } = await create();
  const webhook = new Webhook(secret);
  const at = new Date();
  const headers = {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': webhook.sign('evt_1', at, '{"a":1}'),
  };
  expect(webhook.verify('{"a":1}', headers)).toEqual({ a: 1 });
});

test('K3: neither a secret nor a URL is in the log, and no answer tells a secret again', async () => {
  const { id, secret } = await create();
  await rotate(id);
  await tryOut(id);
  const read = await t.request(`GET /v1/webhooks/${id}`);
  expect(read.text).not.toContain('whsec_');
  expect((await t.request('GET /v1/webhooks')).text).not.toContain('whsec_');
  const log = t.logLines.join('');
  for (const word of [secret, 'whsec_', 'hooks.example.com']) expect(log).not.toContain(word);
});
