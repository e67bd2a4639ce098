import { expect, test } from 'vitest';
import type { WebhookEvent } from '#domain/webhook';
import { toWebhookBody } from '#webhooks/to-webhook-body';

function event(overrides: Partial<WebhookEvent> = {}): WebhookEvent {
  return {
    type: 'message.failed',
    at: new Date('2027-01-15T17:00:00.5Z'),
    messageId: 'msg_1',
    batchId: null,
    replyId: null,
    snapshot: {},
    ...overrides,
  };
}

test('H6: a message is told by its ids, times as the API writes them, and its failure', () => {
  const snapshot = {
    status: 'failed',
    version: 3,
    send_at: '2027-01-15T12:00:00-05:00',
    sent_at: null,
    failure_code: '21211',
    failure_detail: null,
    metadata: { order_at: 'noon', __proto: 'x' },
  };
  expect(JSON.parse(toWebhookBody(event({ snapshot })))).toEqual({
    type: 'message.failed',
    timestamp: '2027-01-15T17:00:00.500Z',
    data: {
      messageId: 'msg_1',
      batchId: null,
      status: 'failed',
      version: 3,
      sendAt: '2027-01-15T17:00:00.000Z',
      sentAt: null,
      metadata: { order_at: 'noon', __proto: 'x' },
      failure: { code: '21211', detail: '21211' },
    },
  });
});

test('H6: a message that did not fail says so', () => {
  const body = toWebhookBody(event({ snapshot: { failure_code: null, failure_detail: null } }));
  expect(JSON.parse(body).data.failure).toBeNull();
});

test.each([
  [
    { type: 'reply.received', replyId: 'rep_1' },
    { replyId: 'rep_1', messageId: 'msg_1' },
  ],
  [
    { type: 'reply.received', replyId: 'rep_1', messageId: null },
    { replyId: 'rep_1', messageId: null },
  ],
  [{ type: 'batch.completed', messageId: null, batchId: 'bat_1' }, { batchId: 'bat_1' }],
  [
    { type: 'endpoint.disabled', messageId: null, snapshot: { endpoint_id: 'whk_1' } },
    { endpointId: 'whk_1' },
  ],
] as [Partial<WebhookEvent>, object][])('H6: %j names what it is about', (overrides, data) => {
  expect(JSON.parse(toWebhookBody(event(overrides))).data).toEqual(data);
});

test('H6: the same event is the same bytes at each try', () => {
  const one = event({ snapshot: { version: 1, status: 'sent' } });
  expect(toWebhookBody(structuredClone(one))).toBe(toWebhookBody(one));
});
