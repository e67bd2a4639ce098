import type { QuietFacts } from '#domain/decide-quiet';
import type { Channel, UnknownPolicy } from '#domain/message';
import type { ProviderName, SenderSettings } from '#domain/sender';
import type { IfLate } from '../schema/message-columns.ts';
import type { ClaimedEmail } from './claimed-email.ts';

/** A message in our hands: an attempt is open, and nobody else will send it. */
export interface ClaimedMessage {
  id: string;
  workspaceId: string;
  /** The attempt's number, from 1. */
  attempt: number;
  claimedAt: Date;
  sendAt: Date;
  /** The attempts since the send time, this one included: it may have been moved in between. */
  attemptsSinceSendAt: number;
  /** When the first of them was made, as if no quiet hours had come in between. */
  firstAttemptAt: Date;
  /** How many earlier attempts were ambiguous. */
  ambiguousBefore: number;
  /** When this attempt was due: the send time, or the time of the retry. */
  dueAt: Date;
  ifLate: IfLate | null;
  onUnknown: UnknownPolicy;
  /** What it goes by: SMS for an iMessage that fell back. */
  channel: Channel;
  /** An iMessage's SMS: tried for sure, but never twice. */
  isFallback: boolean;
  /** The iMessage went out before, or may have. */
  wentOut: boolean;
  /** How long this iMessage may take to be delivered; `null` where it does not fall back. */
  fallbackAfterMs: number | null;
  recipient: string;
  recipientName: string | null;
  subject: string | null;
  text: string | null;
  html: string | null;
  mediaUrls: string[] | null;
  contentSid: string | null;
  contentVariables: Record<string, string> | null;
  sender: ClaimedSender;
  /** Whether the recipient wants no more messages (C6). */
  suppressed: boolean;
  contactDeleted: boolean;
  /** `null` where the workspace has no quiet hours (T7). */
  quiet: QuietFacts | null;
  /** How long they have kept it waiting since the send time, in milliseconds. */
  quietMs: number;
  /** `null` on every channel but email. */
  email: ClaimedEmail | null;
}

export interface ClaimedSender {
  id: string;
  provider: ProviderName;
  address: string | null;
  serviceSid: string | null;
  name: string;
  active: boolean;
  deleted: boolean;
  settings: SenderSettings;
}

/** The row of a claim's answer. */
export interface ClaimRow {
  id: string;
  workspace_id: string;
  attempt_count: number;
  claimed_at: string;
  send_at: string;
  was_due_at: string;
  earlier_attempts: number;
  first_attempt_at: string | null;
  ambiguous_before: number;
  if_late: IfLate | null;
  on_unknown: UnknownPolicy;
  carrier_channel: Channel;
  is_fallback: boolean;
  falling_back: boolean;
  fallback_after_ms: number | null;
  recipient: string;
  recipient_name: string | null;
  subject: string | null;
  text: string | null;
  html: string | null;
  media_urls: string[] | null;
  content_sid: string | null;
  content_variables: Record<string, string> | null;
  sender_id: string;
  provider: ProviderName;
  address: string | null;
  service_sid: string | null;
  name: string;
  active: boolean;
  deleted_at: string | null;
  settings: SenderSettings;
  contact_deleted: boolean;
  suppressed: boolean;
  quiet: QuietFacts | null;
  quiet_ms: number;
  quiet_retry_ms: number;
  email: ClaimedEmail | null;
}

/** From the database's names and texts to ours. */
export function toClaimedMessage(row: ClaimRow): ClaimedMessage {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    attempt: row.attempt_count,
    claimedAt: new Date(row.claimed_at),
    sendAt: new Date(row.send_at),
    dueAt: new Date(row.was_due_at),
    attemptsSinceSendAt: row.earlier_attempts + 1,
    firstAttemptAt: toFirstAttemptAt(row),
    ambiguousBefore: row.ambiguous_before,
    ifLate: row.if_late,
    onUnknown: row.on_unknown,
    channel: row.carrier_channel,
    isFallback: row.is_fallback,
    wentOut: row.falling_back,
    fallbackAfterMs: row.fallback_after_ms,
    recipient: row.recipient,
    recipientName: row.recipient_name,
    subject: row.subject,
    text: row.text,
    html: row.html,
    mediaUrls: row.media_urls,
    contentSid: row.content_sid,
    contentVariables: row.content_variables,
    sender: {
      id: row.sender_id,
      provider: row.provider,
      address: row.address,
      serviceSid: row.service_sid,
      name: row.name,
      active: row.active,
      deleted: row.deleted_at !== null,
      settings: row.settings,
    },
    suppressed: row.suppressed,
    contactDeleted: row.contact_deleted,
    quiet: row.quiet,
    quietMs: row.quiet_ms,
    email: row.email,
  };
}

function toFirstAttemptAt({ first_attempt_at, claimed_at, quiet_retry_ms }: ClaimRow): Date {
  if (first_attempt_at === null) return new Date(claimed_at);
  return new Date(new Date(first_attempt_at).getTime() + quiet_retry_ms);
}
