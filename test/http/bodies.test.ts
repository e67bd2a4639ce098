import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildContact, buildMessage } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

describe('bodies', () => {
  const post = (raw: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    t.request('POST /v1/messages', { raw, headers });

  test.each(['{', '', 'undefined', "{'a': 1}", '{"a":1}}', '[1,', '\ufeff{'])(
    '%j is 400 malformed_request',
    async (raw) => {
      const answer = await post(raw);
      expect(answer.status).toBe(400);
      expect(answer.json.code).toBe('malformed_request');
    },
  );

  test('a body that is not UTF-8 is 400', async () => {
    expect((await post(new Uint8Array([0x22, 0xff, 0xfe, 0x22]))).status).toBe(400);
  });

  test.each(['null', '[]', '3', '"text"', 'true'])(
    '%s is JSON, but no object: 422',
    async (raw) => {
      const answer = await post(raw);
      expect(answer.status).toBe(422);
      expect(answer.json.errors[0].pointer).toBe('');
    },
  );

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    '',
  ])('the content type %j is 415', async (type) => {
    const answer = await post(JSON.stringify(buildMessage()), { 'Content-Type': type });
    expect(answer.status).toBe(415);
    expect(answer.json.code).toBe('unsupported_media_type');
  });

  test('application/json may name its charset', async () => {
    const type = 'Application/JSON; charset=UTF-8';
    const answer = await post(JSON.stringify(buildMessage()), { 'Content-Type': type });
    expect(answer.status).toBe(201);
  });

  test('1 MB is the limit: one byte more is 413', async () => {
    const whole = (size: number) => {
      const body = JSON.stringify({ x: '' });
      return JSON.stringify({ x: 'a'.repeat(size - body.length) });
    };
    expect((await post(whole(1_048_576))).status).toBe(422);
    const answer = await post(whole(1_048_577));
    expect(answer.status).toBe(413);
    expect(answer.json.code).toBe('body_too_large');
  });

  test('unknown fields are 422, with a pointer to each', async () => {
    const answer = await t.request('POST /v1/messages', {
      body: buildMessage({ sendat: 'x', 'a/b~c': 1, ifLate: { after: 'PT1M', than: 'skip' } }),
    });
    expect(answer.status).toBe(422);
    expect(answer.json.errors.map((it: { pointer: string }) => it.pointer).sort()).toEqual([
      '/a~1b~0c',
      '/ifLate/than',
      '/sendat',
    ]);
  });

  test('unknown query parameters are 422, on every method', async () => {
    for (const line of [
      'GET /v1/workspace?x=1',
      'GET /v1/messages?stauts=sent',
      'GET /v1/messages?__proto__=1',
    ]) {
      const answer = await t.request(line);
      expect(answer.status, line).toBe(422);
      expect(answer.json.errors[0].pointer).toMatch(/^\/query\/(x|stauts|__proto__)$/);
    }
    const answer = await t.request('POST /v1/messages?dryRun=true', { body: buildMessage() });
    expect(answer.json.errors).toEqual([
      { pointer: '/query/dryRun', detail: 'dryRun is not known here' },
    ]);
  });

  test.each([
    [{ text: 'a\u0000b' }, '/text'],
    [{ text: 'a\ud800b' }, '/text'],
    [{ metadata: { a: 'x\u0000' } }, '/metadata/a'],
    [{ metadata: { 'a\u0000': 'x' } }, '/metadata'],
    [{ recipientName: 'a\nb' }, '/recipientName'],
    [{ recipientName: 'a\rb' }, '/recipientName'],
    [{ to: '+1212555\r\n0123' }, '/to'],
    [{ metadata: { 'a\nb': 'x' } }, '/metadata/a\nb'],
  ])('NUL, half characters and line breaks: %j is 422', async (overrides, pointer) => {
    const answer = await t.request('POST /v1/messages', { body: buildMessage(overrides) });
    expect(answer.status).toBe(422);
    expect(answer.json.errors.map((it: { pointer: string }) => it.pointer)).toContain(pointer);
  });

  test('an email subject of two lines is 422', async () => {
    const body = {
      channel: 'email',
      to: 'a@example.com',
      subject: 'a\r\nBcc: b@example.com',
      text: 'x',
    };
    const answer = await t.request('POST /v1/messages', { body });
    expect(answer.json.errors[0].pointer).toBe('/subject');
  });

  test('__proto__ is refused wherever it stands, and pollutes nothing', async () => {
    for (const raw of [
      '{"__proto__": {"polluted": 1}, "name": "x"}',
      '{"name": "x", "variables": {"__proto__": "polluted"}}',
      '{"name": "x", "variables": {"__proto__": {"polluted": "1"}}}',
    ]) {
      const answer = await t.request('POST /v1/contacts', { raw });
      expect(answer.status).toBe(422);
    }
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    const body = buildContact({
      variables: { constructor: 'a', toString: 'b', hasOwnProperty: 'c' },
    });
    const answer = await t.request('POST /v1/contacts', { body });
    expect(answer.json.variables).toEqual({ constructor: 'a', toString: 'b', hasOwnProperty: 'c' });
  });

  test('nesting of any depth is an answer, not an overflow', async () => {
    for (const raw of [
      '['.repeat(400_000) + ']'.repeat(400_000),
      `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    ]) {
      expect([400, 422]).toContain((await post(raw)).status);
    }
  });

  test('a hundred thousand unknown fields are refused briefly', async () => {
    const raw = JSON.stringify(
      Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`f${i}`, 1])),
    );
    const answer = await post(raw);
    expect(answer.status).toBe(422);
    expect(answer.json.errors.length).toBeLessThanOrEqual(20);
  });
});
