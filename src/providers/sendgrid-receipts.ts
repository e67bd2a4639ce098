import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { EngagementReport } from '#domain/engagement';
import {
  type ConsentChange,
  nothingReported,
  type Receipt,
  type ReportedStatus,
} from '#domain/receipt';
import type { ReceiptReader, ReceiptReading } from '#domain/receipt-reader';
import type { SuppressionReason } from '#domain/suppression';
import { isMachineAgent } from './is-machine-agent.ts';
import { parseVendorJson } from './parse-vendor-json.ts';

export interface SendgridReceiptSettings {
  /** Of the Event Webhook: base64 of its DER form. */
  publicKey: string;
  clock: { nowMs(): number };
}

/** A signature is good for so long: a request that is repeated later is no news. */
const FRESH_MS = 300_000;

/** An event's time that is further off than a month is not believed. */
const BELIEVED_MS = 31 * 86_400_000;

/**
 * What SendGrid's events say of the status.
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
 */
const statusOf: Readonly<Record<string, ReportedStatus>> = {
  processed: 'sent',
  delivered: 'delivered',
  bounce: 'undelivered',
  dropped: 'failed',
};

/** What its events say of the recipient's wishes; `null` lifts one. */
const wishOf: Readonly<Record<string, SuppressionReason | null>> = {
  spamreport: 'spam_report',
  unsubscribe: 'unsubscribed',
  group_unsubscribe: 'unsubscribed',
  group_resubscribe: null,
};

/** Reads SendGrid's Event Webhook, signed by its own key over timestamp and body. */
export function createSendgridReceipts(settings: SendgridReceiptSettings): ReceiptReader {
  const key = createPublicKey({
    key: Buffer.from(settings.publicKey, 'base64'),
    format: 'der',
    type: 'spki',
  });
  return {
    read({ header, body }) {
      const timestamp = header('x-twilio-email-event-webhook-timestamp') ?? '';
      const signature = header('x-twilio-email-event-webhook-signature') ?? '';
      const isFresh = Math.abs(settings.clock.nowMs() - Number(timestamp) * 1_000) <= FRESH_MS;
      if (!isFresh || !isSigned(key, { timestamp, signature, body })) return { kind: 'forged' };
      return readEvents(body, settings.clock.nowMs());
    },
  };
}

interface Signed {
  timestamp: string;
  signature: string;
  body: Uint8Array;
}

function isSigned(key: KeyObject, { timestamp, signature, body }: Signed): boolean {
  const bytes = Buffer.from(signature, 'base64');
  // Decoding forgives what is not base64.
  if (!/^\d{1,12}$/.test(timestamp) || bytes.toString('base64') !== signature) return false;
  return verify('sha256', Buffer.concat([Buffer.from(timestamp), body]), key, bytes);
}

function readEvents(body: Uint8Array, nowMs: number): ReceiptReading {
  let events: unknown;
  try {
    events = parseVendorJson(body);
  } catch {
    return { kind: 'unreadable' };
  }
  if (!Array.isArray(events)) return { kind: 'unreadable' };
  const ours = events.flatMap((event) => toEvent(event) ?? []);
  const receipts = ours.flatMap((event) => readStatus(event, nowMs) ?? []);
  const consents = ours.flatMap((event) => readWish(event) ?? []);
  const engagements = ours.flatMap((event) => readEngagement(event, nowMs) ?? []);
  return { kind: 'reports', reports: { ...nothingReported, receipts, consents, engagements } };
}

interface SendgridEvent {
  kind: string;
  eventId: string;
  messageId: string;
  fields: Record<string, unknown>;
}

/** @returns `null` for what is not about a message of ours. */
function toEvent(event: unknown): SendgridEvent | null {
  if (typeof event !== 'object' || event === null) return null;
  const fields = event as Record<string, unknown>;
  const { event: kind, punctual_message_id: messageId, sg_event_id: eventId } = fields;
  if (typeof kind !== 'string' || typeof messageId !== 'string') return null;
  if (typeof eventId !== 'string' || eventId === '') return null;
  return { kind, eventId, messageId, fields };
}

function readStatus(event: SendgridEvent, nowMs: number): Receipt | null {
  const status = statusOf[event.kind];
  if (status === undefined) return null;
  return {
    vendor: 'sendgrid',
    dedupeKey: event.eventId,
    messageId: event.messageId,
    providerMessageId: null,
    status,
    code: readCode(event.fields),
    at: toInstant(event.fields.timestamp, nowMs),
  };
}

function readWish({ kind, eventId, messageId, fields }: SendgridEvent): ConsentChange | null {
  // A mailbox that does not exist; one that is full or blocks us may take the next message.
  const isGone = kind === 'bounce' && fields.type === 'bounce';
  const reason = isGone ? 'bounced' : wishOf[kind];
  if (reason === undefined) return null;
  const about = { kind: 'message', messageId } as const;
  return { vendor: 'sendgrid', dedupeKey: `${eventId} wish`, reason, about };
}

function readEngagement(event: SendgridEvent, nowMs: number): EngagementReport | null {
  const { kind, eventId, messageId, fields } = event;
  if (kind !== 'open' && kind !== 'click') return null;
  return {
    vendor: 'sendgrid',
    eventId,
    messageId,
    kind,
    // A mailbox's own program loaded the images, as Apple's does for everything that comes in.
    machine: fields.sg_machine_open === true || isMachineAgent(fields.useragent),
    at: toInstant(fields.timestamp, nowMs),
  };
}

/** An enhanced status code (RFC 3463), where there is one; the texts may hold an address. */
function readCode({ status, type }: Record<string, unknown>): string | null {
  if (typeof status === 'string' && /^[245]\.\d{1,3}\.\d{1,3}$/.test(status)) return status;
  return type === 'blocked' || type === 'bounce' ? type : null;
}

function toInstant(timestamp: unknown, nowMs: number): Date | null {
  if (typeof timestamp !== 'number') return null;
  const ms = timestamp * 1_000;
  return Math.abs(ms - nowMs) < BELIEVED_MS ? new Date(ms) : null;
}
