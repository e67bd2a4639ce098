import type { Channel } from '#domain/message';
import { toSearchWords } from '#domain/search-words';
import type { Status } from '#domain/status';
import { createRandom, type Random } from '../../faults/random.ts';
import { emailOf, nameOf } from './contact-rows.ts';
import type { Row } from './copy-rows.ts';
import {
  batchOf,
  campaign,
  contactIdOf,
  createdMs,
  idOf,
  isWaiting,
  phoneOf,
  senderIdOf,
  sendersOf,
  type TenantPlan,
} from './tenant-plan.ts';
import { someWord } from './vocabulary.ts';

/** Words of a text message; an email has some more. */
export const TEXT_WORDS = 12;
const EMAIL_WORDS = 24;
const HOUR_MS = 3_600_000;
const REPLY_SHARE = 0.1;

const channelShares = { sms: 0.6, email: 0.28, whatsapp: 0.08, imessage: 0.03, mms: 0.01 } as const;
const statusShares = {
  ...{ delivered: 0.78, sent: 0.12, undelivered: 0.04, canceled: 0.03 },
  ...{ failed: 0.0295, unknown: 0.0005 },
} as const;

/** A message, its words, and for some a reply: one row for each of three tables. */
export function* messageRows(plan: TenantPlan, nowMs: number): Generator<(Row | null)[]> {
  const random = createRandom(plan.number);
  for (let index = 0; index < plan.messages; index++) {
    const message = toMessage(plan, { index, nowMs, random });
    const { id, workspace_id, recipient_name, subject, text } = message;
    const words = toSearchWords([recipient_name, subject, text]).map((it) => `'${it}'`);
    const isAnswered = message.contact_id !== null && random.between(0, 1) < REPLY_SHARE;
    yield [
      message,
      { workspace_id, message_id: id, words: words.join(' ') },
      isAnswered ? toReply(plan, index, message) : null,
    ];
  }
}

interface Place {
  index: number;
  nowMs: number;
  random: Random;
}

function toMessage(plan: TenantPlan, { index, nowMs, random }: Place) {
  const madeMs = createdMs(plan, index, nowMs);
  const contact = someContact(plan, random);
  const channel = oneOf(channelShares, random);
  const status = isWaiting(plan, index) ? 'scheduled' : oneOf(statusShares, random);
  const sender = someSender(plan, { channel, index, random });
  const dueMs = (status === 'scheduled' ? nowMs : madeMs) + random.between(0, 72) * HOUR_MS;
  const batch = batchOf(plan, index);
  const { first, last } = nameOf(plan, contact);
  const made = toInstant(madeMs);
  return {
    id: idOf('msg', plan, index, madeMs),
    workspace_id: plan.workspaceId,
    channel,
    status,
    contact_id: random.between(0, 1) < 0.1 ? null : contactIdOf(plan, contact),
    recipient: channel === 'email' ? emailOf(plan, contact) : phoneOf(plan, contact),
    recipient_name: `${first} ${last}`,
    sender_id: senderIdOf(plan, channel, sender),
    subject: channel === 'email' ? someText(random, 4) : null,
    text: toText(plan, { index, random, channel }),
    batch_id: batch === null ? null : idOf('bat', plan, batch),
    ...{ timing_kind: 'at', timing_reason: 'requested', ambiguous_time: 'compatible' },
    ...{ on_unknown: 'reconcile', send_at: toInstant(dueMs), created_at: made, updated_at: made },
    ...outcomeOf(status, toInstant(dueMs)),
  };
}

function outcomeOf(status: Status, at: string) {
  const wasSent = status !== 'scheduled' && status !== 'canceled';
  return {
    sent_at: wasSent ? at : null,
    canceled_at: status === 'canceled' ? at : null,
    cancel_reason: status === 'canceled' ? 'requested' : null,
  };
}

function toReply(plan: TenantPlan, index: number, message: ReturnType<typeof toMessage>): Row {
  const { id, workspace_id, contact_id, sender_id, channel, recipient, send_at, text } = message;
  const received_at = toInstant(Date.parse(send_at) + HOUR_MS);
  const reply = { id: idOf('rep', plan, index, Date.parse(send_at)), workspace_id, contact_id };
  return {
    ...reply,
    sender_id,
    message_id: id,
    channel,
    from_address: recipient,
    text,
    received_at,
  };
}

/** Contacts differ in how much they get; the first one gets its own beside. */
function someContact({ contacts, heavy, messages }: TenantPlan, random: Random): number {
  if (random.between(0, 1) < heavy / messages / 0.9) return 0;
  return Math.floor(contacts * random.between(0, 1) ** 2);
}

function someSender(plan: TenantPlan, { channel, index, random }: SenderPlace): number {
  const count = sendersOf[channel];
  const isOld = index < plan.messages / 2;
  if (channel === 'sms' && isOld && random.between(0, 1) < 0.1) return count - 1;
  const used = channel === 'sms' ? count - 1 : count;
  return Math.floor(used * random.between(0, 1) ** 2);
}

interface SenderPlace {
  channel: Channel;
  index: number;
  random: Random;
}

function toText(plan: TenantPlan, { index, random, channel }: SenderPlace): string {
  const text = someText(random, channel === 'email' ? EMAIL_WORDS : TEXT_WORDS);
  const share = index / plan.messages;
  return share >= campaign.from && share < campaign.until ? `${campaign.word} ${text}` : text;
}

function someText(random: Random, words: number): string {
  return Array.from({ length: words }, () => someWord(random)).join(' ');
}

function oneOf<K extends string>(shares: Readonly<Record<K, number>>, random: Random): K {
  let rest = random.between(0, 1);
  const entries = Object.entries(shares) as [K, number][];
  for (const [key, share] of entries) {
    rest -= share;
    if (rest < 0) return key;
  }
  const [first] = entries;
  if (!first) throw new Error('one of nothing');
  return first[0];
}

function toInstant(atMs: number): string {
  return new Date(atMs).toISOString();
}
