import { Counter, Histogram, type Registry } from 'prom-client';
import type { WebhookAnswer, WebhookPoster } from '#webhooks/webhook-poster';

// From a receiver next door to the longest that one is waited for, in seconds.
const DURATION_BUCKETS_S = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Tells the metrics what endpoints answered; no id, no URL and nothing personal in a label. */
export function observeWebhooks(registry: Registry, poster: WebhookPoster): WebhookPoster {
  const tries = new Counter({
    name: 'punctual_webhook_tries_total',
    help: 'Calls of webhook endpoints by what they came to',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'punctual_webhook_duration_seconds',
    help: 'How long calls of webhook endpoints took',
    buckets: DURATION_BUCKETS_S,
    registers: [registry],
  });
  return {
    check: poster.check,
    async post(call) {
      const answer = await poster.post(call);
      tries.inc({ outcome: toOutcome(answer) });
      duration.observe(answer.tookMs / 1_000);
      return answer;
    },
  };
}

/** Receivers choose their status: by its first digit, so that labels stay few. */
function toOutcome(answer: WebhookAnswer): string {
  if (answer.kind === 'taken') return 'delivered';
  return answer.errorCode.replace(/^(status_\d)\d+$/, '$1xx');
}
