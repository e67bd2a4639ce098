import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { SendGridMail } from './check-sendgrid-mail.ts';

/** A mail that was accepted. */
export interface SendGridEntry {
  /** As in `X-Message-Id`; its events have it at the front of `sg_message_id`. */
  messageId: string;
  to: string;
  mail: SendGridMail;
  /** The body's bytes, as text. */
  rawBody: string;
  headers: IncomingHttpHeaders;
  acceptedAt: Date;
}

export type SendGridEventKind =
  | 'processed'
  | 'delivered'
  | 'deferred'
  | 'bounce'
  | 'dropped'
  | 'open'
  | 'click'
  | 'spamreport'
  | 'unsubscribe';

/** As the Event Webhook posts it: custom arguments lie beside SendGrid's own fields. */
export type SendGridEvent = Record<string, unknown> & {
  event: SendGridEventKind;
  email: string;
  timestamp: number;
  sg_event_id: string;
  sg_message_id: string;
};

const BROWSER = { useragent: 'Mozilla/5.0 (Macintosh)', ip: '203.0.113.7' };

/** https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event */
const DETAILS: Readonly<Record<SendGridEventKind, Record<string, unknown>>> = {
  processed: {},
  delivered: { response: '250 2.0.0 OK', ip: '198.51.100.9', tls: 1 },
  deferred: { response: '450 4.2.1 try again later', attempt: '1' },
  bounce: {
    type: 'bounce',
    status: '5.1.1',
    reason: '550 5.1.1 The email account that you tried to reach does not exist.',
    bounce_classification: 'Invalid Address',
  },
  dropped: { status: '5.0.0', reason: 'Bounced Address' },
  open: { ...BROWSER, sg_content_type: 'html', sg_machine_open: false },
  click: { ...BROWSER, url: 'https://example.com/', url_offset: { index: 0, type: 'html' } },
  spamreport: {},
  unsubscribe: {},
};

/**
 * An event about a mail's first recipient, as of now.
 *
 * @param extra what it has besides, or instead.
 */
export function toSendGridEvent(
  entry: SendGridEntry,
  event: SendGridEventKind,
  extra: Record<string, unknown> = {},
): SendGridEvent {
  const { mail, messageId, to } = entry;
  const categories = mail.categories === undefined ? {} : { category: mail.categories };
  return {
    ...mail.custom_args,
    ...mail.personalizations[0]?.custom_args,
    ...categories,
    email: to,
    event,
    timestamp: Math.floor(Date.now() / 1000),
    'smtp-id': `<${messageId}@geopod-ismtpd-1>`,
    sg_event_id: randomBytes(16).toString('base64url'),
    sg_message_id: `${messageId}.recvd-5f54b5d587-x7z9q-1-6565F1A4-1F.0`,
    ...DETAILS[event],
    ...extra,
  };
}
