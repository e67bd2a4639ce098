import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Receipt, ReportedStatus } from '#domain/receipt';
import type { ReceiptReader, ReceiptReading } from './receipt-reader.ts';

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
 * What SendGrid's events say of the status; opens and clicks say nothing of it.
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
 */
const statusOf: Readonly<Record<string, ReportedStatus>> = {
  processed: 'sent',
  delivered: 'delivered',
  bounce: 'undelivered',
  dropped: 'failed',
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
  if (!/^\d{1,12}$/.test(timestamp) || !/^[A-Za-z0-9+/]+=*$/.test(signature)) return false;
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  return verify('sha256', signed, key, Buffer.from(signature, 'base64'));
}

function readEvents(body: Uint8Array, nowMs: number): ReceiptReading {
  let events: unknown;
  try {
    events = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return { kind: 'unreadable' };
  }
  if (!Array.isArray(events)) return { kind: 'unreadable' };
  return { kind: 'receipts', receipts: events.flatMap((event) => readEvent(event, nowMs) ?? []) };
}

/** @returns `null` for what is not about the status of a message of ours. */
function readEvent(event: unknown, nowMs: number): Receipt | null {
  if (typeof event !== 'object' || event === null) return null;
  const fields = event as Record<string, unknown>;
  const { punctual_message_id: messageId, sg_event_id: eventId, timestamp } = fields;
  const status = statusOf[String(fields.event)];
  if (status === undefined || typeof messageId !== 'string') return null;
  if (typeof eventId !== 'string' || eventId === '') return null;
  return {
    vendor: 'sendgrid',
    dedupeKey: eventId,
    messageId,
    providerMessageId: null,
    status,
    code: readCode(fields),
    at: toInstant(timestamp, nowMs),
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
