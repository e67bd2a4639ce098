import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

describe('K2: every error is a problem document', () => {
  test('with type, title, status, detail, instance, code and requestId', async () => {
    const answer = await t.request('GET /v1/nothing', { headers: { 'X-Request-Id': 'abc-1' } });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(answer.headers.get('X-Request-Id')).toBe('abc-1');
    expect(answer.json).toEqual({
      type: 'urn:punctual:problem:not_found',
      title: expect.any(String),
      status: 404,
      detail: expect.any(String),
      instance: 'urn:punctual:request:abc-1',
      code: 'not_found',
      requestId: 'abc-1',
    });
  });

  test.each([
    ['PUT /v1/messages', 'POST, GET, HEAD'],
    ['DELETE /v1/workspace', 'GET, HEAD, PATCH'],
    ['PATCH /v1/contacts', 'POST, GET, HEAD'],
    ['POST /livez', 'GET, HEAD'],
    ['OPTIONS /v1/keys', 'POST, GET, HEAD'],
    ['GET /v1/messages/preview', 'POST'],
  ])('%s is 405 and Allow says %s', async (line, allow) => {
    const answer = await t.request(line);
    expect(answer.status).toBe(405);
    expect(answer.headers.get('Allow')).toBe(allow);
    expect(answer.json.code).toBe('method_not_allowed');
    expect(answer.headers.get('X-Request-Id')).toBe(answer.json.requestId);
  });

  test.each([
    'GET /v1/nothing',
    'GET /v1/contacts/con_01990000-0000-7000-8000-000000000000/conversation',
    'GET /v1',
    'GET /v2',
    'GET /v1/messages/',
    'GET /%ff%00',
    'GET //v1/messages',
  ])('%s is a route that is not there: 404', async (line) => {
    const answer = await t.request(line, line.startsWith('POST') ? { body: {} } : {});
    expect(answer.status).toBe(404);
    expect(answer.json.code).toBe('not_found');
  });

  test('a request id that is too long or has other characters is replaced', async () => {
    for (const bad of ['x'.repeat(256), 'a b', 'a"b', 'é']) {
      const answer = await t.request('GET /livez', { headers: { 'X-Request-Id': bad } });
      expect(answer.headers.get('X-Request-Id')).not.toBe(bad);
      expect(answer.headers.get('X-Request-Id')).toMatch(/^[\w-]+$/);
    }
  });
});

describe('what nobody expected', () => {
  test('is 500 internal_error with the request id; the cause goes to the log alone', async () => {
    const broken = await startTestApp({
      transact: () => Promise.reject(new Error('the cable is cut')),
    });
    const answer = await broken.request('GET /v1/workspace');
    expect(answer.status).toBe(500);
    expect(answer.json.code).toBe('internal_error');
    expect(answer.text).not.toContain('cable');
    const line = broken.logLines.find((it) => it.includes('the cable is cut'));
    expect(JSON.parse(line ?? '{}').requestId).toBe(answer.json.requestId);
    await broken.stop();
  });

  test('a database that is away is 503 unavailable with Retry-After', async () => {
    const away = await startTestApp();
    await away.database.connection.close();
    const answer = await away.request('GET /v1/workspace');
    expect(answer.status).toBe(503);
    expect(answer.json.code).toBe('unavailable');
    expect(answer.headers.get('Retry-After')).toBe('1');
    await away.stop();
  });
});
