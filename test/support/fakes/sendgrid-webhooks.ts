import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { PostedWebhook, WebhookPoster } from './create-webhook-poster.ts';
import { type InboundMail, toInboundForm } from './inbound-mail.ts';

export interface EventsOptions {
  url: string;
  /** Unix seconds that are signed; now, unless given. */
  timestamp?: string;
  /** Another than the fake's own, to forge. */
  privateKey?: KeyObject;
}

export interface SendGridWebhooks {
  /** In base64, DER (SPKI): as SendGrid shows it. */
  publicKey: string;
  events(events: readonly object[], options: EventsOptions): Promise<PostedWebhook>;
  inboundParse(mail: InboundMail & { url: string }): Promise<PostedWebhook>;
}

/** Posts events, signed with a key pair of its own, and mails that came in. */
export function createSendGridWebhooks(poster: WebhookPoster): SendGridWebhooks {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    publicKey: own.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    events(events, { url, timestamp = toSeconds(Date.now()), privateKey = own.privateKey }) {
      // SendGrid ends the body with a line break, and signs that too.
      const body = `${JSON.stringify(events)}\r\n`;
      const signature = sign('sha256', Buffer.from(timestamp + body), privateKey);
      return poster.post({
        url,
        body,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'SendGrid Event API',
          'x-twilio-email-event-webhook-signature': signature.toString('base64'),
          'x-twilio-email-event-webhook-timestamp': timestamp,
        },
      });
    },
    inboundParse(mail) {
      const { contentType, body } = toInboundForm(mail);
      const headers = { 'content-type': contentType, 'user-agent': 'Sendlib/1.0' };
      return poster.post({ url: mail.url, body, headers });
    },
  };
}

function toSeconds(ms: number): string {
  return String(Math.floor(ms / 1000));
}
