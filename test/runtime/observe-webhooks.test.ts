import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { WebhookAnswer } from '#webhooks/webhook-poster';
import { observeWebhooks } from '../../src/runtime/observe-webhooks.ts';

const call = { url: 'https://x', id: 'evt_1', at: new Date(), secrets: [], body: '{}' };

test('H6: calls of endpoints are counted by what they came to, with few labels', async () => {
  const refused = (errorCode: string): WebhookAnswer => ({
    ...{ kind: 'refused', statusCode: null, retryAfterMs: null, tookMs: 20 },
    errorCode,
  });
  const answers: WebhookAnswer[] = [
    { kind: 'taken', statusCode: 204, tookMs: 3 },
    ...['status_500', 'status_503', 'status_404', 'timed_out'].map(refused),
  ];
  const registry = new Registry();
  let called = 0;
  const poster = observeWebhooks(registry, {
    check: () => 'never',
    post: async () => answers[called++] as WebhookAnswer,
  });
  for (const answer of answers) expect(await poster.post(call)).toBe(answer);
  expect(poster.check('https://x')).toBe('never');
  const text = await registry.metrics();
  const lines = text.split('\n').filter((line) => line.startsWith('punctual_webhook_tries_total'));
  expect(lines).toEqual([
    'punctual_webhook_tries_total{outcome="delivered"} 1',
    'punctual_webhook_tries_total{outcome="status_5xx"} 2',
    'punctual_webhook_tries_total{outcome="status_4xx"} 1',
    'punctual_webhook_tries_total{outcome="timed_out"} 1',
  ]);
  expect(text).toContain('punctual_webhook_duration_seconds_count 5');
});
