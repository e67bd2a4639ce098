import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildMessage, inHours } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const pointers = (json: { errors?: { pointer: string }[] }) =>
  (json.errors ?? []).map((it) => it.pointer);
const post = (overrides = {}) => t.request('POST /v1/messages', { body: buildMessage(overrides) });
const email = (overrides = {}) => ({
  channel: 'email',
  to: 'ana@example.com',
  subject: 'Your table',
  text: 'is booked',
  ...overrides,
});
const url = 'https://example.com/a.png';

// biome-ignore-start lint/suspicious/noThenProperty: the contract's word
describe('POST /v1/messages', () => {
  test('answers 201, the message, Location and ETag', async () => {
    const sendAt = inHours(2);
    const answer = await post({ sendAt, metadata: { order: '7' }, ifLate: { after: 'PT15M' } });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('Location')).toBe(`/v1/messages/${answer.json.id}`);
    expect(answer.headers.get('ETag')).toBe('"1"');
    expect(answer.json).toMatchObject({
      status: 'scheduled',
      to: '+12125550123',
      sendAt,
      metadata: { order: '7' },
      ifLate: { after: 'PT15M', then: 'send' },
      timing: { kind: 'at', reason: 'requested' },
      version: 1,
    });
    const read = await t.request(`GET /v1/messages/${answer.json.id}`);
    expect(read.json).toEqual(answer.json);
    expect(read.headers.get('ETag')).toBe('"1"');
  });

  test.each([
    [{ channel: 'sms', text: 'x' }],
    [{ channel: 'mms', text: 'x', mediaUrls: [url] }],
    [{ channel: 'whatsapp', text: 'x', mediaUrls: [url] }],
    [{ channel: 'whatsapp', text: undefined, contentSid: 'HX1', contentVariables: { 1: 'a' } }],
    [{ channel: 'imessage', text: 'x' }],
    [email()],
    [email({ text: undefined, html: '<p>x</p>' })],
    [{ text: 'x'.repeat(1600) }],
    [{ text: '😀'.repeat(1600) }],
    [
      {
        metadata: Object.fromEntries(
          Array.from({ length: 20 }, (_, i) => [`k${i}`, '😀'.repeat(500)]),
        ),
      },
    ],
  ])('%j is accepted', async (overrides) => {
    expect((await post(overrides)).status).toBe(201);
  });

  test.each([
    [{ channel: undefined }, ['/channel']],
    [{ to: undefined }, ['/to']],
    [{ to: '12' }, ['/to']],
    [{ text: undefined }, ['/text']],
    [{ text: '' }, ['/text']],
    [{ text: 'x'.repeat(1601) }, ['/text']],
    [{ subject: 'x' }, ['/subject']],
    [{ html: '<p>' }, ['/html']],
    [{ mediaUrls: [url] }, ['/mediaUrls']],
    [{ contentSid: 'HX1' }, ['/contentSid']],
    [{ contentVariables: { a: 'b' } }, ['/contentVariables']],
    [{ channel: 'mms', mediaUrls: ['http://example.com/a.png'] }, ['/mediaUrls/0']],
    [{ channel: 'mms', mediaUrls: ['https://'] }, ['/mediaUrls/0']],
    [{ channel: 'mms', mediaUrls: Array(11).fill(url) }, ['/mediaUrls']],
    [{ channel: 'mms', mediaUrls: [] }, ['/mediaUrls']],
    [{ channel: 'whatsapp', text: undefined }, ['/text']],
    [{ channel: 'whatsapp', contentSid: 'HX1' }, ['/text']],
    [{ channel: 'whatsapp', contentVariables: { a: 'b' } }, ['/contentVariables']],
    [email({ subject: undefined }), ['/subject']],
    [email({ text: undefined }), ['/text']],
    [email({ to: '+12125550123' }), ['/to']],
    [{ optimize: { window: '24h' } }, ['/sendAt']],
    [{ optimize: { window: '12h' }, sendAt: undefined }, ['/optimize/window']],
    [{ sendAt: 'tomorrow' }, ['/sendAt']],
    [{ sendAt: '' }, ['/sendAt']],
    [{ sendAt: null }, ['/sendAt']],
    [{ sendAt: 1_800_000_000 }, ['/sendAt']],
    [{ sendAt: '2026-01-01T00:00:00Z' }, ['/sendAt']],
    [{ timeZone: 'Mars/Olympus' }, ['/timeZone']],
    [{ ambiguousTime: 'never' }, ['/ambiguousTime']],
    [{ ifLate: { after: 'P1M' } }, ['/ifLate/after']],
    [{ ifLate: { after: 'PT1M', then: 'drop' } }, ['/ifLate/then']],
    [{ cancelOn: ['open'] }, ['/cancelOn/0']],
    [{ onUnknown: 'hope' }, ['/onUnknown']],
    [{ metadata: { a: 'x'.repeat(501) } }, ['/metadata/a']],
    [
      { metadata: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`k${i}`, 'v'])) },
      ['/metadata'],
    ],
    [{ metadata: { '': 'v' } }, ['/metadata/']],
    [{ variables: [] }, ['/variables']],
    [{ batchId: 'bat_1' }, ['/batchId']],
    [{ id: 'msg_1' }, ['/id']],
  ])('%j is 422', async (overrides, expected) => {
    const answer = await post(overrides);
    expect(answer.status).toBe(422);
    expect(pointers(answer.json)).toEqual(expected);
    expect(answer.json.detail).not.toContain('undefined');
  });

  test('refusals name the field and the rule, and never the value', async () => {
    const answer = await post({ to: 'secret-recipient', text: 7, html: 'secret-body' });
    expect(answer.status).toBe(422);
    expect(answer.text).not.toContain('secret');
    expect((await post({ to: 'secret-recipient' })).text).not.toContain('secret');
  });
});

// biome-ignore-end lint/suspicious/noThenProperty: the contract's word
describe('H5: GET /v1/messages/{id}/timeline', () => {
  test('tells the events in order', async () => {
    const { json } = await post();
    await t.request(`PATCH /v1/messages/${json.id}`, { body: { text: 'New' } });
    await t.request(`POST /v1/messages/${json.id}/cancel`);
    const answer = await t.request(`GET /v1/messages/${json.id}/timeline`);
    expect(answer.status).toBe(200);
    const kinds = answer.json.data.map((it: { kind: string }) => it.kind);
    expect(kinds).toEqual(['accepted', 'edited', 'canceled']);
    expect(answer.text).not.toContain('+1212');
  });
});

describe('POST /v1/messages/preview', () => {
  test('tells what a POST would do, and stores nothing', async () => {
    const before = (await t.request('GET /v1/messages?limit=1')).json.data[0]?.id;
    const body = buildMessage({ sendAt: '2027-01-15T09:00', timeZone: 'America/Denver' });
    const answer = await t.request('POST /v1/messages/preview', { body });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      sendAt: '2027-01-15T16:00:00.000Z',
      timing: { kind: 'local', reason: 'requested' },
      segments: { encoding: 'GSM-7', count: 1 },
      from: { name: 'Demo SMS' },
    });
    expect((await t.request('GET /v1/messages?limit=1')).json.data[0]?.id).toBe(before);
  });

  test('refuses what a POST refuses', async () => {
    const answer = await t.request('POST /v1/messages/preview', {
      body: buildMessage({ sendAt: 'x' }),
    });
    expect([answer.status, pointers(answer.json)]).toEqual([422, ['/sendAt']]);
  });
});

test('malformed ids in a path are 404', async () => {
  for (const id of [
    'x',
    'msg_1',
    '%00',
    'con_01990000-0000-7000-8000-000000000000',
    '%2e%2e',
    'a'.repeat(5000),
  ]) {
    expect((await t.request(`GET /v1/messages/${id}`)).status, id).toBe(404);
    expect((await t.request(`PATCH /v1/messages/${id}`, { body: {} })).status, id).toBe(404);
  }
});
