import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildContact, buildMessage } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const ok = { status: 'ok' as const };

describe('operations', () => {
  test('GET /livez is 200, without a key', async () => {
    const answer = await t.request('GET /livez', { key: null });
    expect([answer.status, answer.json]).toEqual([200, { status: 'ok' }]);
  });

  test('GET /readyz names what is degraded, and is 503 only when not ready', async () => {
    const parts = { database: ok, temporal: ok, workers: ok, clock: ok, zoneRules: ok };
    const down = { status: 'down' as const, detail: 'no answer' };
    let ready = true;
    const app = await startTestApp({
      readiness: async () => ({ ready, parts: { ...parts, temporal: down } }),
    });
    const degraded = await app.request('GET /readyz', { key: null });
    expect([degraded.status, degraded.json.status, degraded.json.degraded]).toEqual([
      200,
      'degraded',
      ['temporal'],
    ]);
    ready = false;
    const unready = await app.request('GET /readyz', { key: null });
    expect([unready.status, unready.json.status]).toEqual([503, 'down']);
    await app.stop();
  });

  test('K3: GET /metrics counts by route, never by path', async () => {
    await t.request('GET /v1/messages/msg_secret');
    await t.request('GET /v1/contacts/+12125550123?to=+12125550123');
    await t.request('GET /secret-path');
    const answer = await t.request('GET /metrics', { key: null });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toContain('text/plain');
    expect(answer.text).toContain('route="/v1/messages/:id",status="404"');
    expect(answer.text).toContain('route="unmatched",status="404"');
    expect(answer.text).toContain('process_cpu_seconds_total');
    expect(answer.text).not.toMatch(/secret|2125550123/);
  });

  test('answers are for nobody to keep, and tell browsers so', async () => {
    const answer = await t.request('GET /v1/workspace');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(answer.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    const problem = await t.request('GET /v1/workspace', { key: null });
    expect(problem.headers.get('Cache-Control')).toBe('no-store');
  });
});

describe('/docs and /openapi.json', () => {
  test('the document is OpenAPI 3.1 and has every route', async () => {
    const { json } = await t.request('GET /openapi.json', { key: null });
    expect(json.openapi).toBe('3.1.0');
    expect(Object.keys(json.paths).sort()).toEqual([
      '/livez',
      '/metrics',
      '/providers/bluebubbles/webhook',
      '/providers/sendgrid/events',
      '/providers/sendgrid/inbound/{secret}',
      '/providers/twilio/inbound',
      '/providers/twilio/status/{messageId}',
      '/readyz',
      '/unsubscribe/{token}',
      '/v1/availability',
      '/v1/batches',
      '/v1/batches/{id}',
      '/v1/batches/{id}/cancel',
      '/v1/batches/{id}/close',
      '/v1/batches/{id}/lines',
      '/v1/batches/{id}/messages',
      '/v1/batches/{id}/pause',
      '/v1/batches/{id}/rejections',
      '/v1/batches/{id}/resume',
      '/v1/contacts',
      '/v1/contacts/{id}',
      '/v1/contacts/{id}/conversation',
      '/v1/contacts/{id}/recipients',
      '/v1/contacts/{id}/send-time',
      '/v1/contacts/{id}/senders',
      '/v1/engagement-events',
      '/v1/keys',
      '/v1/keys/{id}',
      '/v1/keys/{id}/rotate',
      '/v1/messages',
      '/v1/messages/export',
      '/v1/messages/preview',
      '/v1/messages/{id}',
      '/v1/messages/{id}/cancel',
      '/v1/messages/{id}/timeline',
      '/v1/replies',
      '/v1/replies/{id}',
      '/v1/send-time/report',
      '/v1/senders',
      '/v1/senders/{id}',
      '/v1/sink/deliveries',
      '/v1/suppressions',
      '/v1/users',
      '/v1/users/{id}',
      '/v1/webhooks',
      '/v1/webhooks/{id}',
      '/v1/webhooks/{id}/deliveries',
      '/v1/webhooks/{id}/replay',
      '/v1/webhooks/{id}/rotate-secret',
      '/v1/webhooks/{id}/test',
      '/v1/workspace',
    ]);
    expect(json.components.securitySchemes.key).toMatchObject({ type: 'http', scheme: 'bearer' });
  });

  test('every POST and PATCH under /v1 takes an Idempotency-Key, but those that show a key or a secret, or call', async () => {
    const { json } = await t.request('GET /openapi.json', { key: null });
    for (const [path, operations] of Object.entries<
      Record<string, { parameters?: { name: string }[] }>
    >(json.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const takes = (operation.parameters ?? []).some(({ name }) => name === 'Idempotency-Key');
        const isShownOnce = /^\/v1\/(keys|webhooks$|webhooks\/{id}\/(rotate-secret|test)$)/.test(
          path,
        );
        const should =
          ['post', 'patch'].includes(method) && path.startsWith('/v1/') && !isShownOnce;
        expect(takes, `${method} ${path}`).toBe(should);
      }
    }
  });

  test('no reference in the document points at nothing', async () => {
    const { json, text } = await t.request('GET /openapi.json', { key: null });
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      expect(json.components.schemas, name).toHaveProperty(name ?? '');
    }
  });

  test('the reference page loads nothing from elsewhere', async () => {
    const page = await t.request('GET /docs', { key: null });
    expect(page.status).toBe(200);
    expect(page.headers.get('Content-Type')).toContain('text/html');
    expect(page.text).not.toMatch(/(src|href)="(https?:)?\/\//);
    for (const [, path] of page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      expect((await t.request(`GET ${path}`, { key: null })).status, path).toBe(200);
    }
    expect(page.headers.get('Content-Security-Policy')).toContain("script-src 'self'");
  });
});

describe('K3: the log', () => {
  test('has a line for each request: no path, no query, no body, no address, no key', async () => {
    const secrets = [
      '+12125550177',
      'secret-text',
      'ana-secret@example.com',
      'secret-key',
      'q-secret',
    ];
    const body = buildMessage({ to: '+12125550177', text: 'secret-text' });
    await t.request('POST /v1/messages', { body, headers: { 'Idempotency-Key': 'secret-key' } });
    await t.request('POST /v1/contacts', {
      body: buildContact({ emails: [{ address: 'ana-secret@example.com' }] }),
    });
    await t.request('GET /v1/messages?to=%2B12125550177&x=q-secret');
    await t.request('GET /v1/contacts/ana-secret@example.com');
    await t.request('GET /v1/workspace', { key: 'pk_secret-key-of-nobody' });
    const log = t.logLines.join('');
    for (const secret of [...secrets, t.adminKey]) expect(log).not.toContain(secret);
    const line = JSON.parse(t.logLines.at(-3) ?? '{}');
    expect(line).toMatchObject({
      method: 'GET',
      route: '/v1/messages',
      status: 422,
      workspaceId: t.workspaceId,
    });
    expect(line.durationMs).toBeGreaterThan(0);
    expect(line.requestId).toEqual(expect.any(String));
  });

  test('a failed statement leaves neither its parameters nor its row', async () => {
    await t.database.connection
      .sql`ALTER TABLE contacts ADD CONSTRAINT no_secrets CHECK (name <> 'secret-name')`;
    const answer = await t.request('POST /v1/contacts', {
      body: buildContact({ name: 'secret-name' }),
    });
    expect([answer.status, answer.json.code]).toEqual([500, 'internal_error']);
    const log = t.logLines.join('');
    expect(log).toContain('the database answered 23514 (no_secrets)');
    expect(log).not.toContain('secret-name');
    expect(answer.text).not.toMatch(/secret-name|23514|insert/i);
  });
});
