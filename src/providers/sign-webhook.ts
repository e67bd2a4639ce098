import { Webhook } from 'standardwebhooks';
import type { WebhookCall } from '#webhooks/webhook-poster';

/**
 * The headers of a webhook by the Standard Webhooks scheme: a signature for each live secret, so
 * that a receiver may know either of them while they change.
 *
 * @throws when a secret is no base64 behind `whsec_`.
 */
export function signWebhook({ id, at, secrets, body }: Omit<WebhookCall, 'url'>) {
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, at, body));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': signatures.join(' '),
  };
}
