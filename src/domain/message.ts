/** The channels a message can leave by. Feeds the type, the column's CHECK and the wire's enum. */
export const channels = ['email', 'sms', 'mms', 'whatsapp', 'imessage'] as const;
export type Channel = (typeof channels)[number];

/** Why a message was canceled. */
export const cancelReasons = [
  'requested',
  'contact_deleted',
  'opted_out',
  'replied',
  'batch_canceled',
] as const;
export type CancelReason = (typeof cancelReasons)[number];

/** What to do when nobody can tell whether the provider took a message. */
export const unknownPolicies = ['reconcile', 'resend'] as const;
export type UnknownPolicy = (typeof unknownPolicies)[number];

/** The kinds of entries on a message's timeline, in the order of a usual life. */
export const eventKinds = [
  'accepted',
  'edited',
  'rescheduled',
  'zone_rules_changed',
  'rerendered',
  'postponed',
  'sending',
  'retry_scheduled',
  'resend_scheduled',
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'unknown',
  'canceled',
  'receipt',
  'fallback_scheduled',
  'fallback_dropped',
  'looked_up',
  'engaged',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** What a timeline tells: of the message, and of its batch what kept it or let it go on. */
export const timelineKinds = [
  ...eventKinds,
  'batch_closed',
  'batch_paused',
  'batch_resumed',
] as const;
export type TimelineKind = (typeof timelineKinds)[number];

/** Whether the channel addresses a mailbox; all others address a phone number. */
export function isEmail(channel: Channel): boolean {
  return channel === 'email';
}
