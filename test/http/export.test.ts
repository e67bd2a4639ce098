import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildMessage, inHours } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
let contactId: string;
let batchId: string;
beforeAll(async () => {
  t = await startTestApp();
  const contact = await t.request('POST /v1/contacts', {
    body: { name: 'Ana', phones: [{ number: '+12125550150' }] },
  });
  contactId = contact.json.id;
  for (let hours = 1; hours <= 4; hours++) {
    await t.request('POST /v1/messages', { body: buildMessage({ sendAt: inHours(hours) }) });
  }
  const { to: _, ...body } = buildMessage({ contactId });
  await t.request('POST /v1/messages', { body });
  const email = { channel: 'email', to: 'a@example.com', subject: 's', text: 'Grüße, "Ana"' };
  const canceled = await t.request('POST /v1/messages', {
    body: { ...email, sendAt: inHours(9), metadata: { order: '7,"x"' } },
  });
  await t.request(`POST /v1/messages/${canceled.json.id}/cancel`);
  const batch = await t.request('POST /v1/batches', {
    body: { items: [buildMessage({ to: '+12125550151' }), buildMessage({ to: '+12125550152' })] },
  });
  batchId = batch.json.id;
});
afterAll(() => t.stop());

// biome-ignore lint/suspicious/noExplicitAny: messages as JSON
type Listed = any;

const list = async (query: string): Promise<Listed[]> =>
  (await t.request(`GET /v1/messages?limit=100&${query}`)).json.data;

const exportLines = async (query: string, options = {}) => {
  const { text } = await t.request(`GET /v1/messages/export?format=ndjson&${query}`, options);
  return text.split('\n').slice(0, -1);
};

const exportRecords = async (query: string): Promise<Record<string, string>[]> =>
  parse((await t.request(`GET /v1/messages/export?format=csv&${query}`)).text, { columns: true });

describe('H3: GET /v1/messages/export', () => {
  test('NDJSON has on each line a message exactly as GET answers it, newest first', async () => {
    const answer = await t.request('GET /v1/messages/export?format=ndjson');
    expect(answer.headers.get('Content-Type')).toBe('application/x-ndjson');
    expect(answer.headers.get('Content-Disposition')).toBe(
      'attachment; filename="messages.ndjson"',
    );
    const lines = answer.text.split('\n');
    expect([lines.length, lines.at(-1)]).toEqual([9, '']);
    const ids = lines.slice(0, -1).map((line) => JSON.parse(line).id as string);
    expect(ids).toEqual([...ids].sort().reverse());
    for (const [index, id] of ids.entries()) {
      expect((await t.request(`GET /v1/messages/${id}`)).text).toBe(lines[index]);
    }
  });

  test('CSV has a header and a flat line for each message, by RFC 4180', async () => {
    const answer = await t.request('GET /v1/messages/export?format=csv');
    expect(answer.headers.get('Content-Type')).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers.get('Content-Disposition')).toBe('attachment; filename="messages.csv"');
    const [header, ...lines] = answer.text.split('\r\n');
    expect(header?.split(',').slice(0, 9).join()).toBe(
      'id,status,channel,contactId,to,recipientName,senderId,senderName,from',
    );
    expect([lines.length, lines.at(-1)]).toEqual([9, '']);
    const [email] = await list('channel=email');
    expect((await exportRecords('channel=email'))[0]).toMatchObject({
      id: email.id,
      status: 'canceled',
      to: 'a@example.com',
      contactId: '',
      senderId: email.from.id,
      senderName: email.from.name,
      from: email.from.address,
      text: 'Grüße, "Ana"',
      sendAt: email.sendAt,
      requestedSendAt: email.requestedSendAt,
      timingKind: 'at',
      timingReason: 'requested',
      sentAt: '',
      canceledAt: email.canceledAt,
      cancelReason: 'requested',
      failureCode: '',
      metadata: '{"order":"7,\\"x\\""}',
      createdAt: email.createdAt,
      version: '2',
    });
  });

  test('without a format it is CSV', async () => {
    const plain = await t.request('GET /v1/messages/export');
    expect(plain.text).toBe((await t.request('GET /v1/messages/export?format=csv')).text);
  });

  test('H2: takes every filter of the list, and finds what it finds', async () => {
    const [email] = await list('channel=email');
    const filters = [
      ['status=canceled', 1],
      ['status=scheduled&status=canceled', 8],
      ['channel=email', 1],
      ['channel=email&channel=sms', 8],
      [`contactId=${contactId}`, 1],
      ['to=(212)%20555-0123', 4],
      ['to=+12125550123', 4],
      [`senderId=${email.from.id}`, 1],
      [`batchId=${batchId}`, 2],
      [`batchId=${batchId}&to=%2B12125550151`, 1],
      [`sendAfter=${inHours(1.5)}&sendBefore=${inHours(3.5)}`, 2],
      ['q=grusse', 1],
      ['q=grusse&status=sent', 0],
    ] as const;
    for (const [query, count] of filters) {
      const listed = await list(query);
      expect(listed.length, query).toBe(count);
      expect((await exportLines(query)).map((line) => JSON.parse(line))).toEqual(listed);
      expect((await exportRecords(query)).map((it) => it.id)).toEqual(listed.map((it) => it.id));
    }
  });

  test('H2: the list of a batch is the export of it', async () => {
    const ofBatch = (await t.request(`GET /v1/batches/${batchId}/messages`)).json.data;
    expect((await exportLines(`batchId=${batchId}`)).map((line) => JSON.parse(line))).toEqual(
      ofBatch,
    );
  });

  test('what matches nothing is a header alone, and nothing at all', async () => {
    expect(await exportRecords('status=sent')).toEqual([]);
    const csv = await t.request('GET /v1/messages/export?status=sent');
    expect(csv.text).toMatch(/^id,status,[^\n]*\r\n$/);
    expect((await t.request('GET /v1/messages/export?status=sent&format=ndjson')).text).toBe('');
  });

  test.each([
    ['format=xml', 'format'],
    ['format=', 'format'],
    ['format=csv&format=ndjson', 'format'],
    ['limit=5', 'limit'],
    ['cursor=x', 'cursor'],
    ['status=done', 'status/0'],
    ['sendAfter=soon', 'sendAfter'],
    ['q=%21', 'q'],
  ])('?%s is 422, and no file', async (query, name) => {
    const answer = await t.request(`GET /v1/messages/export?${query}`);
    expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, `/query/${name}`]);
    expect(answer.headers.get('Content-Disposition')).toBe(null);
  });

  test('K1: holds what the own workspace has, and nothing of another', async () => {
    const key = await t.createWorkspace('Another');
    expect(await exportLines('', { key })).toEqual([]);
    await t.request('POST /v1/senders', {
      key,
      body: {
        channel: 'sms',
        provider: 'sink',
        address: '+14155550111',
        name: 'x',
        isDefault: true,
      },
    });
    const own = await t.request('POST /v1/messages', { key, body: buildMessage() });
    expect(await exportLines('', { key })).toEqual([own.text]);
    expect(await exportLines(`batchId=${batchId}`, { key })).toEqual([]);
    expect((await exportLines('')).join()).not.toContain(own.json.id);
  });
});
