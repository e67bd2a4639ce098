import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nothingReported } from '#domain/receipt';
import type { ReceiptReader } from '#domain/receipt-reader';
import { startTestApp, type TestApp } from '#test/support/test-app';

const routes = [
  'POST /providers/twilio/status/msg_1',
  'POST /providers/twilio/inbound',
  'POST /providers/sendgrid/events',
  'POST /providers/bluebubbles/webhook',
];
const TOO_LARGE = 1_048_577;

describe('without the secrets of a vendor', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  test.each(routes)('%s is not there, never accepted unchecked', async (route) => {
    const answer = await app.request(route, { key: null, raw: 'x' });
    expect(answer).toMatchObject({ status: 404, json: { code: 'not_found' } });
  });
});

describe('with the secrets of a vendor', () => {
  let app: TestApp;
  let recorded: unknown[];
  let seen: Parameters<ReceiptReader['read']>[0][];
  let reading: ReturnType<ReceiptReader['read']>;

  beforeAll(async () => {
    const reader: ReceiptReader = {
      read(request) {
        seen.push(request);
        return reading;
      },
    };
    recorded = [];
    seen = [];
    app = await startTestApp({
      receipts: {
        readers: { twilio: reader, sendgrid: reader, bluebubbles: reader },
        record: async (reports) => {
          recorded.push(reports);
        },
      },
    });
  });
  afterAll(() => app.stop());

  test.each(routes)('%s: a forged one is refused, and nothing is kept', async (route) => {
    reading = { kind: 'forged' };
    const answer = await app.request(route, { key: null, raw: 'x' });
    expect(answer).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect(recorded).toEqual([]);
  });

  test.each(routes)('%s: a signed one that says nothing readable is malformed', async (route) => {
    reading = { kind: 'unreadable' };
    const answer = await app.request(route, { key: null, raw: 'x' });
    expect(answer).toMatchObject({ status: 400, json: { code: 'malformed_request' } });
  });

  test.each(routes)('%s: a good one is kept before it is answered', async (route) => {
    reading = { kind: 'reports', reports: nothingReported };
    const answer = await app.request(route, { key: null, raw: 'x' });
    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
  });

  test('the reader gets path, query and bytes as they came', async () => {
    reading = { kind: 'reports', reports: nothingReported };
    await app.request('POST /providers/twilio/status/msg_1?bodySHA256=0a', {
      key: null,
      raw: 'a=%41',
    });
    const last = seen.at(-1);
    expect(last?.path).toBe('/providers/twilio/status/msg_1?bodySHA256=0a');
    expect(new TextDecoder().decode(last?.body)).toBe('a=%41');
  });

  test.each(routes)('%s: a body that is too large is not read', async (route) => {
    const answer = await app.request(route, { key: null, raw: 'x'.repeat(TOO_LARGE) });
    expect(answer).toMatchObject({ status: 413, json: { code: 'body_too_large' } });
  });

  test.each(routes)('%s: another method is not allowed', async (route) => {
    const answer = await app.request(route.replace('POST', 'GET'), { key: null });
    expect(answer).toMatchObject({ status: 405, headers: expect.anything() });
    expect(answer.headers.get('Allow')).toContain('POST');
  });
});
