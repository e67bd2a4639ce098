import type { Channel, UnknownPolicy } from '#domain/message';
import type { SendTimeWindow } from '#domain/send-time/send-time-windows';
import type { Status } from '#domain/status';
import type { AmbiguousTime, LateAction } from '#domain/timing';

/** What can be said of a message when it is made and, but for a few fields, when it is edited. */
export interface MessageContent {
  subject?: string | undefined;
  text?: string | undefined;
  html?: string | undefined;
  mediaUrls?: string[] | undefined;
  contentSid?: string | undefined;
  contentVariables?: Record<string, string> | undefined;
}

export interface MessageTiming {
  /** RFC 3339 with an offset or `Z`, or a local time that needs `timeZone`. */
  sendAt?: string | undefined;
  timeZone?: string | undefined;
  ambiguousTime?: AmbiguousTime | undefined;
}

export interface OptimizeInput {
  window: SendTimeWindow;
  /** `now`, `windowEnd`, or an instant in the window. */
  fallback?: string | undefined;
}

export interface IfLateInput {
  /** ISO 8601 duration, weeks to seconds. */
  after: string;
  then: LateAction;
}

/** The body of `POST /v1/messages`, its shape checked at the edge. */
export interface MessageInput extends MessageContent, MessageTiming {
  channel: Channel;
  contactId?: string | undefined;
  to?: string | undefined;
  recipientName?: string | undefined;
  from?: string | undefined;
  optimize?: OptimizeInput | undefined;
  ifLate?: IfLateInput | undefined;
  cancelOn?: 'reply'[] | undefined;
  onUnknown?: UnknownPolicy | undefined;
  variables?: Record<string, string> | undefined;
  batchId?: string | undefined;
  metadata?: Record<string, string> | undefined;
}

type Nullable<T> = { [K in keyof T]: T[K] | null };

/** The body of `PATCH /v1/messages/{id}`: null clears, left out stays. */
export type MessageChanges = Partial<
  Nullable<Omit<MessageInput, 'channel' | 'contactId' | 'optimize' | 'batchId'>>
>;

/** The indexed filters of a list of messages. */
export interface MessageFilter {
  status?: Status[] | undefined;
  channel?: Channel[] | undefined;
  contactId?: string | undefined;
  to?: string | undefined;
  senderId?: string | undefined;
  batchId?: string | undefined;
  sendAfter?: Date | undefined;
  sendBefore?: Date | undefined;
  /** Words of the content or of the recipient's name. */
  q?: string | undefined;
}

/** One page of a list: how many at the most, and where the last page ended. */
export interface PageRequest {
  limit: number;
  cursor?: string | undefined;
}

export interface Page<T> {
  data: T[];
  nextCursor: string | null;
}
