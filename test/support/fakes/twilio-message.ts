import type { IncomingHttpHeaders } from 'node:http';
import { SegmentedMessage } from 'sms-segments-calculator';

export type TwilioStatus =
  | 'accepted'
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'read'
  | 'canceled';

/** A form's fields as they came, repeated ones included. */
export type Params = readonly (readonly [name: string, value: string])[];

/** A create request that was accepted. */
export interface TwilioEntry {
  sid: string;
  to: string;
  /** The body's bytes, as text. */
  rawBody: string;
  params: Params;
  headers: IncomingHttpHeaders;
  acceptedAt: Date;
}

/** https://www.twilio.com/docs/messaging/api/message-resource */
export interface TwilioMessage {
  account_sid: string;
  api_version: string;
  body: string;
  date_created: string;
  date_sent: string | null;
  date_updated: string;
  direction: string;
  error_code: number | null;
  error_message: string | null;
  from: string | null;
  messaging_service_sid: string | null;
  num_media: string;
  num_segments: string;
  price: string | null;
  price_unit: string;
  sid: string;
  status: TwilioStatus;
  subresource_uris: Record<string, string>;
  to: string;
  uri: string;
}

export const API_VERSION = '2010-04-01';

/** What a messaging service sends from here. */
const POOL_NUMBER = '+15005550006';
const UNSENT: readonly TwilioStatus[] = ['accepted', 'queued', 'sending', 'canceled'];
const FAILED: readonly TwilioStatus[] = ['failed', 'undelivered'];

/** A field's first value. */
export function readParam(params: Params, name: string): string | null {
  return params.find(([given]) => given === name)?.[1] ?? null;
}

/** The resource as the answer to its creation shows it. */
export function toTwilioMessage(entry: TwilioEntry, accountSid: string): TwilioMessage {
  const { sid, params, to } = entry;
  const body = readParam(params, 'Body') ?? '';
  const service = readParam(params, 'MessagingServiceSid');
  const created = toRfc2822(entry.acceptedAt);
  const uri = `/${API_VERSION}/Accounts/${accountSid}/Messages/${sid}`;
  return {
    account_sid: accountSid,
    api_version: API_VERSION,
    body,
    date_created: created,
    date_sent: null,
    date_updated: created,
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: readParam(params, 'From'),
    messaging_service_sid: service,
    num_media: String(params.filter(([name]) => name === 'MediaUrl').length),
    num_segments: String(Math.max(1, new SegmentedMessage(body).segmentsCount)),
    price: null,
    price_unit: 'USD',
    sid,
    status: service === null ? 'queued' : 'accepted',
    subresource_uris: { media: `${uri}/Media.json` },
    to,
    uri: `${uri}.json`,
  };
}

/** The resource once it has come to that status; `errorCode` counts for failures. */
export function withStatus(
  message: TwilioMessage,
  status: TwilioStatus,
  errorCode: number,
  now = new Date(),
): TwilioMessage {
  const hasFailed = FAILED.includes(status);
  const sentAt = UNSENT.includes(status) ? null : toRfc2822(now);
  return {
    ...message,
    status,
    from: message.from ?? POOL_NUMBER,
    date_updated: toRfc2822(now),
    date_sent: message.date_sent ?? sentAt,
    error_code: hasFailed ? errorCode : null,
    error_message: hasFailed ? 'The fake was told to fail it' : null,
  };
}

/** @example toRfc2822(new Date(0)) // 'Thu, 01 Jan 1970 00:00:00 +0000' */
function toRfc2822(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}
