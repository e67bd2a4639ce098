import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildContact, buildMessage } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const count = async () =>
  Number((await t.database.connection.sql`SELECT count(*) FROM messages`)[0]?.count);
const withKey = (key: string) => ({ 'Idempotency-Key': key });

describe('B3: the same request twice has one result', () => {
  test('a replay has the status, body and headers of the first, and says so', async () => {
    const body = buildMessage();
    const first = await t.request('POST /v1/messages', { body, headers: withKey('a') });
    const before = await count();
    const second = await t.request('POST /v1/messages', { body, headers: withKey('a') });
    expect(await count()).toBe(before);
    expect([second.status, second.text]).toEqual([201, first.text]);
    for (const name of ['Location', 'ETag', 'Content-Type']) {
      expect(second.headers.get(name)).toBe(first.headers.get(name));
    }
    expect(first.headers.get('Idempotent-Replayed')).toBe(null);
    expect(second.headers.get('Idempotent-Replayed')).toBe('true');
  });

  test('the order of keys and blanks do not make another body', async () => {
    const body = buildMessage({ metadata: { a: '1', b: '2' } });
    const first = await t.request('POST /v1/messages', { body, headers: withKey('b') });
    const reversed = Object.fromEntries(Object.entries(body).reverse());
    const raw = JSON.stringify({ ...reversed, metadata: { b: '2', a: '1' } }, null, 4);
    const second = await t.request('POST /v1/messages', { raw, headers: withKey('b') });
    expect(second.text).toBe(first.text);
  });

  test('another body is 422 idempotency_key_reused', async () => {
    await t.request('POST /v1/messages', { body: buildMessage(), headers: withKey('c') });
    const body = buildMessage({ text: 'Another' });
    const answer = await t.request('POST /v1/messages', { body, headers: withKey('c') });
    expect([answer.status, answer.json.code]).toEqual([422, 'idempotency_key_reused']);
  });

  test('another path is another request', async () => {
    const body = buildMessage();
    await t.request('POST /v1/messages', { body, headers: withKey('d') });
    const preview = await t.request('POST /v1/messages/preview', { body, headers: withKey('d') });
    expect([preview.status, preview.headers.get('Idempotent-Replayed')]).toEqual([200, null]);
  });

  test('refusals are not remembered: mended, the request goes through', async () => {
    const headers = withKey('e');
    const bad = buildMessage({ from: 'snd_unknown' });
    expect((await t.request('POST /v1/messages', { body: bad, headers })).status).toBe(422);
    expect((await t.request('POST /v1/messages', { body: buildMessage(), headers })).status).toBe(
      201,
    );
  });

  test('fifty at once make one message; the others replay it or are told to wait', async () => {
    const body = buildMessage();
    const before = await count();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        t.request('POST /v1/messages', { body, headers: withKey('fifty') }),
      ),
    );
    expect(await count()).toBe(before + 1);
    const made = answers.filter(({ status }) => status === 201);
    const fresh = made.filter(({ headers }) => headers.get('Idempotent-Replayed') === null);
    expect(fresh.length).toBe(1);
    expect(new Set(made.map(({ json }) => json.id)).size).toBe(1);
    const rest = answers.filter(({ status }) => status !== 201);
    for (const answer of rest) {
      expect([answer.status, answer.json.code]).toEqual([409, 'idempotency_in_flight']);
    }
  });

  test('while the first is in flight the second is 409 idempotency_in_flight', async () => {
    const { sql } = t.database.connection;
    const name = JSON.stringify([t.workspaceId, 'POST', '/v1/messages', 'held']);
    await sql.begin(async (held) => {
      await held`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
      const options = { body: buildMessage(), headers: withKey('held') };
      const answer = await t.request('POST /v1/messages', options);
      expect([answer.status, answer.json.code]).toEqual([409, 'idempotency_in_flight']);
    });
  });

  test('PATCH and cancel replay too, even when the version has moved on', async () => {
    const made = await t.request('POST /v1/messages', { body: buildMessage() });
    const line = `PATCH /v1/messages/${made.json.id}`;
    const options = { body: { text: 'New' }, headers: { ...withKey('p'), 'If-Match': '"1"' } };
    const first = await t.request(line, options);
    expect([first.status, first.headers.get('ETag')]).toEqual([200, '"2"']);
    const second = await t.request(line, options);
    expect([second.status, second.text]).toEqual([200, first.text]);
    const cancel = `POST /v1/messages/${made.json.id}/cancel`;
    const canceled = await t.request(cancel, { headers: withKey('x') });
    const again = await t.request(cancel, { headers: withKey('x') });
    expect([again.status, again.text]).toEqual([200, canceled.text]);
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
  });

  test('the answer is kept until 30 days after the send time, else 30 days', async () => {
    const sendAt = new Date(Date.now() + 100 * 86_400_000);
    const body = buildMessage({ sendAt: sendAt.toISOString() });
    await t.request('POST /v1/messages', { body, headers: withKey('late') });
    await t.request('POST /v1/contacts', { body: buildContact(), headers: withKey('late') });
    const rows = await t.database.connection.sql`
      SELECT path, expires_at FROM idempotency_keys WHERE key = 'late' ORDER BY path`;
    const days = rows.map((row) =>
      Math.round((Date.parse(row.expires_at) - Date.now()) / 86_400_000),
    );
    expect(days).toEqual([30, 130]);
  });

  test('an expired answer is forgotten', async () => {
    const options = { body: buildContact(), headers: withKey('old') };
    const first = await t.request('POST /v1/contacts', options);
    await t.database.connection.sql`
      UPDATE idempotency_keys SET expires_at = now() - interval '1 second' WHERE key = 'old'`;
    const second = await t.request('POST /v1/contacts', options);
    expect(second.json.id).not.toBe(first.json.id);
    const third = await t.request('POST /v1/contacts', options);
    expect(third.json.id).toBe(second.json.id);
  });

  test('a key has 1 to 255 printable characters', async () => {
    const ask = (key: string) =>
      t.request('POST /v1/contacts', { body: buildContact(), headers: withKey(key) });
    expect((await ask('k'.repeat(255))).status).toBe(201);
    for (const bad of ['k'.repeat(256), '', 'ké', 'a\tb']) {
      const answer = await ask(bad);
      expect(answer.status).toBe(422);
      expect(answer.json.errors[0].pointer).toBe('/header/Idempotency-Key');
    }
  });
});
