import { createHash, timingSafeEqual } from 'node:crypto';
import { type ConsentChange, nothingReported, type VendorReports } from '#domain/receipt';
import type { ReceiptReader } from '#domain/receipt-reader';
import { parsePhone } from '#domain/recipient';
import type { Reply } from '#domain/reply';
import { parseOptOutWord } from '#domain/suppression';
import { parseVendorJson } from './parse-vendor-json.ts';

export interface BluebubblesReceiptSettings {
  password: string;
  clock: { nowMs(): number };
}

/** A report's time that is further off than a month is not believed. */
const BELIEVED_MS = 31 * 86_400_000;
/** Of a direct chat; a group's has a plus in the middle. */
const directChat = /^(iMessage|any);-;/;

/**
 * Reads a BlueBubbles server's webhooks. They are not signed: the URL carries the password, as
 * requests to the server do.
 */
export function createBluebubblesReceipts({
  password,
  clock,
}: BluebubblesReceiptSettings): ReceiptReader {
  const expected = digest(password);
  return {
    read({ path, body }) {
      const given = new URLSearchParams(path.split('?')[1] ?? '').get('password') ?? '';
      if (!timingSafeEqual(digest(given), expected)) return { kind: 'forged' };
      const event = readEvent(body);
      return event
        ? { kind: 'reports', reports: toReports(event, clock.nowMs()) }
        : { kind: 'unreadable' };
    },
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

interface BridgeEvent {
  type: string;
  guid: string;
  data: Record<string, unknown>;
}

/** @returns `null` for what the server would not post. */
function readEvent(body: Uint8Array): BridgeEvent | null {
  let event: unknown;
  try {
    event = parseVendorJson(body);
  } catch {
    return null;
  }
  if (!isObject(event) || typeof event.type !== 'string') return null;
  const data = isObject(event.data) ? event.data : {};
  return { type: event.type, data, guid: typeof data.guid === 'string' ? data.guid : '' };
}

function toReports(event: BridgeEvent, nowMs: number): VendorReports {
  const { type, guid, data } = event;
  if (guid === '') return nothingReported;
  if (type === 'new-message') return data.isFromMe === true ? toHandle(event) : toReply(event);
  const isFailed =
    type === 'message-send-error' || (typeof data.error === 'number' && data.error > 0);
  if (isFailed) return toReceipt(event, 'failed', nowMs);
  const isDelivered = typeof data.dateDelivered === 'number' || typeof data.dateRead === 'number';
  return type === 'updated-message' && isDelivered
    ? toReceipt(event, 'delivered', nowMs)
    : nothingReported;
}

/** Only this one names ours. */
function toHandle({ guid, data }: BridgeEvent): VendorReports {
  const { tempGuid: messageId } = data;
  if (typeof messageId !== 'string') return nothingReported;
  return { ...nothingReported, handles: [{ vendor, messageId, providerMessageId: guid }] };
}

const vendor = 'bluebubbles';

function toReceipt(
  { guid, data }: BridgeEvent,
  status: 'delivered' | 'failed',
  nowMs: number,
): VendorReports {
  const { dateDelivered, dateRead, error, tempGuid } = data;
  const atMs = Number(dateDelivered ?? dateRead ?? Number.NaN);
  const receipt = {
    vendor,
    dedupeKey: `${guid} ${status}`,
    messageId: typeof tempGuid === 'string' ? tempGuid : null,
    providerMessageId: guid,
    status,
    code: typeof error === 'number' && error > 0 ? `imessage_${error}` : null,
    at: Math.abs(atMs - nowMs) < BELIEVED_MS ? new Date(atMs) : null,
  } as const;
  return { ...nothingReported, receipts: [receipt] };
}

function toReply({ guid, data }: BridgeEvent): VendorReports {
  const { text, handle, chats } = data;
  const chat = Array.isArray(chats) && isObject(chats[0]) ? chats[0] : {};
  const from = isObject(handle) ? parseAddress(handle.address) : null;
  if (from === null || !directChat.test(String(chat.guid))) return nothingReported;
  const reply: Reply = {
    vendor,
    dedupeKey: guid,
    channel: 'imessage',
    from,
    // The server does not say on which of its accounts: any sender of this provider.
    to: typeof chat.lastAddressedHandle === 'string' ? [chat.lastAddressedHandle] : [],
    subject: null,
    text: typeof text === 'string' ? text : null,
    html: null,
    mediaUrls: null,
    answers: [],
    providerMessageId: guid,
    threadIds: null,
    automatic: false,
  };
  return { ...nothingReported, consents: toConsents(reply), replies: [reply] };
}

function toConsents({ dedupeKey, from, to, text }: Reply): ConsentChange[] {
  const wished = parseOptOutWord(text ?? '');
  if (wished === null) return [];
  const about = { kind: 'sender', senders: to, channel: 'imessage', address: from } as const;
  const reason = wished === 'opt_out' ? 'opted_out' : null;
  return [{ vendor, dedupeKey: `${dedupeKey} wish`, reason, about }];
}

/** E.164; who writes from a mailbox of Apple's is nobody's recipient. */
function parseAddress(address: unknown): string | null {
  return typeof address === 'string' && address.startsWith('+') ? parsePhone(address, 'US') : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
