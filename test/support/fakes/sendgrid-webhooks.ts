import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { PostedWebhook, WebhookPoster } from './create-webhook-poster.ts';

export interface EventsOptions {
  url: string;
  /** Unix seconds that are signed; now, unless given. */
  timestamp?: string;
  /** Another than the fake's own, to forge. */
  privateKey?: KeyObject;
}

/** A mail that came in, as Inbound Parse hands it on. */
export interface InboundMail {
  url: string;
  from: string;
  to: string;
  subject: string;
  text?: string;
  html?: string;
  /** The raw headers, one a line. */
  headers?: string;
  envelope?: { from: string; to: string[] };
}

export interface SendGridWebhooks {
  /** In base64, DER (SPKI): as SendGrid shows it. */
  publicKey: string;
  events(events: readonly object[], options: EventsOptions): Promise<PostedWebhook>;
  inboundParse(mail: InboundMail): Promise<PostedWebhook>;
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
      const boundary = `xYzZY${randomBytes(8).toString('hex')}`;
      return poster.post({
        url: mail.url,
        body: toMultipart(toFields(mail), boundary),
        headers: {
          'content-type': `multipart/form-data; boundary=${boundary}`,
          'user-agent': 'Sendlib/1.0 server.sendgrid.net',
        },
      });
    },
  };
}

/** https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook */
function toFields(mail: InboundMail): Record<string, string> {
  const { from, to, subject, text = '', html, headers } = mail;
  const envelope = mail.envelope ?? { from, to: [to] };
  return {
    headers: headers ?? `From: ${from}\nTo: ${to}\nSubject: ${subject}\n`,
    dkim: '{@example.com : pass}',
    to,
    from,
    text,
    ...(html === undefined ? {} : { html }),
    sender_ip: '203.0.113.7',
    envelope: JSON.stringify(envelope),
    attachments: '0',
    subject,
    charsets: JSON.stringify({ to: 'UTF-8', subject: 'UTF-8', from: 'UTF-8', text: 'UTF-8' }),
    SPF: 'pass',
  };
}

/** By hand: `FormData` would change the line breaks of the fields. */
function toMultipart(fields: Record<string, string>, boundary: string): string {
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--${boundary}--\r\n`;
}

function toSeconds(ms: number): string {
  return String(Math.floor(ms / 1000));
}
