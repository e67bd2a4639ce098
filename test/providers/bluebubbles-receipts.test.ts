import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBluebubblesReceipts } from '#providers/bluebubbles-receipts';

const password = 'p&ss wörd';
const nowMs = Date.parse('2027-01-15T09:00:00Z');
const reader = createBluebubblesReceipts({ password, clock: { nowMs: () => nowMs } });
const PATH = '/providers/bluebubbles/webhook';

function read(event: unknown, search = `?password=${encodeURIComponent(password)}`) {
  const text = typeof event === 'string' ? event : JSON.stringify(event);
  return reader.read({
    path: PATH + search,
    header: () => undefined,
    body: new TextEncoder().encode(text),
  });
}

const reportsOf = (type: string, data: object) => read({ type, data: { guid: 'G1', ...data } });
const nothing = {
  kind: 'reports',
  reports: { receipts: [], handles: [], consents: [], replies: [] },
};

describe('the password', () => {
  test.each(['', '?password=', '?password=p', '?Password=p%26ss%20w%C3%B6rd', '?password=x&y'])(
    '%j is refused',
    (search) => {
      expect(read({ type: 'new-message', data: {} }, search)).toEqual({ kind: 'forged' });
    },
  );

  test('fits in whatever way it is encoded', () => {
    const hello = { type: 'hello-world', data: {} };
    expect(read(hello, '?password=p%26ss+w%C3%B6rd')).toMatchObject(nothing);
  });
});

describe('what the webhooks say', () => {
  test('a message of ours: under which id it will be reported', () => {
    const reading = reportsOf('new-message', { isFromMe: true, tempGuid: 'msg_1' });
    expect(reading).toMatchObject({
      reports: {
        receipts: [],
        handles: [{ vendor: 'bluebubbles', messageId: 'msg_1', providerMessageId: 'G1' }],
      },
    });
  });

  test.each(['dateDelivered', 'dateRead'])('%s: it is delivered', (field) => {
    const reading = reportsOf('updated-message', { isFromMe: true, [field]: nowMs - 1_000 });
    expect(reading).toMatchObject({
      reports: {
        receipts: [
          {
            messageId: null,
            providerMessageId: 'G1',
            status: 'delivered',
            at: new Date(nowMs - 1_000),
          },
        ],
      },
    });
  });

  test.each([1e300, -1, Number.MAX_SAFE_INTEGER, 0])('a time such as %d is not believed', (at) => {
    const reading = reportsOf('updated-message', { dateDelivered: at });
    expect(reading).toMatchObject({ reports: { receipts: [{ at: null }] } });
  });

  test('an error: it failed, with the number', () => {
    const reading = reportsOf('message-send-error', { error: 22, tempGuid: 'msg_1' });
    expect(reading).toMatchObject({
      reports: { receipts: [{ messageId: 'msg_1', status: 'failed', code: 'imessage_22' }] },
    });
  });

  test.each([
    ['updated-message', { isFromMe: true }],
    ['typing-indicator', { dateDelivered: nowMs }],
    ['new-message', { isFromMe: true }],
  ])('%s without news: nothing', (type, data) => {
    expect(reportsOf(type, data)).toMatchObject(nothing);
  });

  const inbound = (fields: object = {}) => ({
    isFromMe: false,
    text: 'Yes please',
    handle: { address: '+12125550123' },
    chats: [{ guid: 'iMessage;-;+12125550123' }],
    ...fields,
  });

  test('V2: what a recipient wrote', () => {
    expect(reportsOf('new-message', inbound())).toMatchObject({
      reports: {
        consents: [],
        replies: [{ channel: 'imessage', from: '+12125550123', text: 'Yes please', to: [] }],
      },
    });
  });

  test('a text without NUL, which cannot be kept', () => {
    expect(reportsOf('new-message', inbound({ text: 'a\0b' }))).toMatchObject({
      reports: { replies: [{ text: 'ab' }] },
    });
  });

  test('C6: STOP', () => {
    expect(reportsOf('new-message', inbound({ text: ' stop ' }))).toMatchObject({
      reports: {
        replies: [{}],
        consents: [{ reason: 'opted_out', about: { channel: 'imessage' } }],
      },
    });
  });

  test.each([
    ['a group', { chats: [{ guid: 'iMessage;+;chat123' }] }],
    ['an SMS that the Mac shows', { chats: [{ guid: 'SMS;-;+12125550123' }] }],
    ['nobody', { handle: null }],
    ['a mailbox', { handle: { address: 'ana@example.com' } }],
    ['no chat', { chats: null }],
  ])('%s is no reply', (_, fields) => {
    expect(reportsOf('new-message', inbound(fields))).toMatchObject(nothing);
  });
});

test('nothing that anybody posts makes it fail', () => {
  const field = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('new-message', 'updated-message', true, 1),
  );
  const data = fc.dictionary(
    fc.constantFrom(
      'guid',
      'isFromMe',
      'tempGuid',
      'error',
      'dateDelivered',
      'handle',
      'chats',
      'text',
    ),
    field,
  );
  const events = fc.oneof(
    fc.string(),
    fc.jsonValue(),
    fc.record({ type: fc.constantFrom('new-message', 'updated-message', 'x'), data }),
  );
  fc.assert(
    fc.property(events, (event) => {
      expect(['reports', 'unreadable']).toContain(read(event as never).kind);
    }),
    { numRuns: 2_000 },
  );
});
