import twilio from 'twilio';
import { type ConsentChange, nothingReported, type VendorReports } from '#domain/receipt';
import type { ReceiptReader } from '#domain/receipt-reader';
import type { Reply } from '#domain/reply';
import { parseOptOutWord, toSuppressionChannel } from '#domain/suppression';
import { toTwilioReceipt } from './twilio-reports.ts';
import { TWILIO_STATUS_PATH } from './twilio-status-path.ts';

export interface TwilioReceiptSettings {
  authToken: string;
  /** Where Twilio reaches this API: its signature covers the whole address. */
  publicUrl: string;
}

const WHATSAPP = 'whatsapp:';
/** Of a message; https://www.twilio.com/docs/messaging/guides/webhook-request */
const MOST_MEDIA = 10;

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
      const reports = path.startsWith(TWILIO_STATUS_PATH)
        ? readStatus(path, withoutNul(params))
        : readInbound(withoutNul(params));
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

/** PostgreSQL keeps none; the signature is over what came. */
function withoutNul(form: Form): Form {
  const clean = (value: string) => value.replaceAll('\0', '');
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => [
      name,
      typeof value === 'string' ? clean(value) : value.map(clean),
    ]),
  );
}

/** @returns `null` for what Twilio would not send. */
function readStatus(path: string, form: Form): VendorReports | null {
  const messageId = path.split('?')[0]?.slice(TWILIO_STATUS_PATH.length) ?? '';
  const { MessageSid: sid, MessageStatus: reported, ErrorCode: code } = form;
  if (typeof sid !== 'string' || typeof reported !== 'string') return null;
  const receipt = toTwilioReceipt({ sid, status: reported, code });
  if (receipt === null) return nothingReported;
  return { ...nothingReported, receipts: [{ ...receipt, messageId, at: null }] };
}

function readInbound(form: Form): VendorReports | null {
  const { MessageSid: sid, From: from, To: to, Body: text = '', OptOutType: wish } = form;
  const { MessagingServiceSid: service } = form;
  if (typeof sid !== 'string' || typeof from !== 'string' || typeof to !== 'string') return null;
  if (typeof text !== 'string') return null;
  const mediaUrls = readMedia(form);
  const isWhatsapp = to.startsWith(WHATSAPP);
  const reply: Reply = {
    vendor: 'twilio',
    dedupeKey: sid,
    channel: isWhatsapp ? 'whatsapp' : mediaUrls.length > 0 ? 'mms' : 'sms',
    from: toNumber(from),
    // A messaging service has numbers that no sender of ours names.
    to: [toNumber(to), ...(typeof service === 'string' ? [service] : [])],
    subject: null,
    text,
    html: null,
    mediaUrls: mediaUrls.length > 0 ? mediaUrls : null,
    answers: [],
    providerMessageId: sid,
    threadIds: null,
    automatic: false,
  };
  const wished = readWish(wish) ?? parseOptOutWord(text);
  const consents = wished === null ? [] : [toConsent(reply, wished)];
  return { ...nothingReported, consents, replies: [reply] };
}

function toConsent(reply: Reply, wished: 'opt_out' | 'opt_in'): ConsentChange {
  const { vendor, dedupeKey, channel, from, to } = reply;
  return {
    vendor,
    dedupeKey: `${dedupeKey} wish`,
    reason: wished === 'opt_out' ? 'opted_out' : null,
    about: {
      kind: 'sender',
      senders: to,
      channel: toSuppressionChannel(channel),
      address: from,
    },
  };
}

function readMedia(form: Form): string[] {
  const count = Math.min(Number(form.NumMedia) || 0, MOST_MEDIA);
  return Array.from({ length: count }, (_, index) => form[`MediaUrl${index}`]).filter(
    (url) => typeof url === 'string',
  );
}

/** What Twilio itself took the text for, where the account has advanced opt-out. */
function readWish(wish: string | string[] | undefined): 'opt_out' | 'opt_in' | null {
  if (wish === 'STOP') return 'opt_out';
  return wish === 'START' ? 'opt_in' : null;
}

function toNumber(address: string): string {
  return address.startsWith(WHATSAPP) ? address.slice(WHATSAPP.length) : address;
}
