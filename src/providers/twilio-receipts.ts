import twilio from 'twilio';
import type { ConsentChange, Receipt, ReportedStatus, VendorReports } from '#domain/receipt';
import { parseOptOutWord } from '#domain/suppression';
import type { ReceiptReader } from './receipt-reader.ts';

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
const WHATSAPP = 'whatsapp:';

/**
 * Reads Twilio's status callbacks and what recipients answer, signed by the account's token.
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
      const reports = path.startsWith(STATUS_PATH) ? readStatus(path, params) : readInbound(params);
      return reports ? { kind: 'reports', reports } : { kind: 'unreadable' };
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

/** @returns `null` for what Twilio would not send. */
function readStatus(path: string, form: Form): VendorReports | null {
  const messageId = path.split('?')[0]?.slice(STATUS_PATH.length) ?? '';
  const { MessageSid: sid, MessageStatus: reported, ErrorCode: code } = form;
  if (typeof sid !== 'string' || typeof reported !== 'string') return null;
  const status = statusOf[reported];
  if (status === undefined) return { receipts: [], consents: [] };
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
  return { receipts: [receipt], consents: [] };
}

function readInbound(form: Form): VendorReports | null {
  const { MessageSid: sid, From: from, To: to, Body: text = '', OptOutType: wish } = form;
  if (typeof sid !== 'string' || typeof from !== 'string' || typeof to !== 'string') return null;
  if (typeof text !== 'string') return null;
  const reason = readWish(wish) ?? parseOptOutWord(text);
  if (reason === null) return { receipts: [], consents: [] };
  const consent: ConsentChange = {
    vendor: 'twilio',
    dedupeKey: sid,
    reason: reason === 'opt_out' ? 'opted_out' : null,
    about: {
      kind: 'sender',
      senderAddress: toNumber(to),
      channel: to.startsWith(WHATSAPP) ? 'whatsapp' : 'sms',
      address: toNumber(from),
    },
  };
  return { receipts: [], consents: [consent] };
}

/** What Twilio itself took the text for, where the account has advanced opt-out. */
function readWish(wish: string | string[] | undefined): 'opt_out' | 'opt_in' | null {
  if (wish === 'STOP') return 'opt_out';
  return wish === 'START' ? 'opt_in' : null;
}

function toNumber(address: string): string {
  return address.startsWith(WHATSAPP) ? address.slice(WHATSAPP.length) : address;
}
