import twilio from 'twilio';
import type { Receipt, ReportedStatus } from '#domain/receipt';
import type { ReceiptReader, ReceiptReading } from './receipt-reader.ts';

export interface TwilioReceiptSettings {
  authToken: string;
  /** Where Twilio reaches this API: its signature covers the whole address. */
  publicUrl: string;
}

/**
 * What Twilio's statuses are in ours; what is missing says nothing new.
 * https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
 */
const statusOf: Readonly<Record<string, ReportedStatus>> = {
  accepted: 'sent',
  queued: 'sent',
  sending: 'sent',
  sent: 'sent',
  delivered: 'delivered',
  partially_delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  failed: 'failed',
  canceled: 'failed',
};

/** Before the message's id in the path of a status callback. */
const STATUS_PATH = '/providers/twilio/status/';

/**
 * Reads Twilio's status callbacks, signed by the account's token.
 * https://www.twilio.com/docs/usage/security#validating-requests
 */
export function createTwilioReceipts(settings: TwilioReceiptSettings): ReceiptReader {
  const { authToken, publicUrl } = settings;
  const base = publicUrl.replace(/\/$/, '');
  return {
    read({ path, header, body }) {
      const params = readForm(body);
      const signature = header('x-twilio-signature') ?? '';
      if (!twilio.validateRequest(authToken, signature, base + path, params)) {
        return { kind: 'forged' };
      }
      return readStatus(path, params);
    },
  };
}

type Form = Record<string, string | string[]>;

/** A name that comes several times has a list: the signature covers all of them. */
function readForm(body: Uint8Array): Form {
  const form: Form = Object.create(null);
  for (const [name, value] of new URLSearchParams(new TextDecoder().decode(body))) {
    const before = form[name];
    form[name] = before === undefined ? value : [before, value].flat();
  }
  return form;
}

function readStatus(path: string, form: Form): ReceiptReading {
  const messageId = path.split('?')[0]?.slice(STATUS_PATH.length) ?? '';
  const { MessageSid: sid, MessageStatus: reported, ErrorCode: code } = form;
  if (typeof sid !== 'string' || typeof reported !== 'string') return { kind: 'unreadable' };
  const status = statusOf[reported];
  if (status === undefined) return { kind: 'receipts', receipts: [] };
  const receipt: Receipt = {
    vendor: 'twilio',
    // There is no timestamp: the same status of the same message is the same report.
    dedupeKey: `${sid} ${reported}`,
    messageId,
    providerMessageId: sid,
    status,
    code: typeof code === 'string' && /^\d{1,6}$/.test(code) ? code : null,
    at: null,
  };
  return { kind: 'receipts', receipts: [receipt] };
}
