// Made from the OpenAPI document by npm run client:types. Change that, not this.

export type AcceptedBatch = {
  /** null: of a dry run there is nothing. */
  id: string | null;
  /** How many messages it has. */
  accepted: number;
  /** The items that are no messages, and why. */
  rejected: {
    /** Of the item, from 0. */
    index: number;
    code: "malformed_request" | "unauthorized" | "forbidden" | "not_found" | "method_not_allowed" | "already_sending" | "final" | "optimized_message_locked" | "conflict" | "offset_mismatch" | "idempotency_in_flight" | "version_mismatch" | "body_too_large" | "unsupported_media_type" | "validation_failed" | "idempotency_key_reused" | "sender_unknown" | "sender_inactive" | "sender_required" | "sender_not_allowed" | "recipient_suppressed" | "variables_missing" | "internal_error" | "unavailable";
    detail: string;
  }[];
};

export type AcceptedEngagementEvents = {
  received: number;
  /** New, and kept. */
  accepted: number;
  /** Told before, by their `eventId`. */
  duplicates: number;
  /** Older than what the workspace keeps. */
  expired: number;
  rejected: {
    /** Of the event, from 0. */
    index: number;
    code: "malformed_request" | "unauthorized" | "forbidden" | "not_found" | "method_not_allowed" | "already_sending" | "final" | "optimized_message_locked" | "conflict" | "offset_mismatch" | "idempotency_in_flight" | "version_mismatch" | "body_too_large" | "unsupported_media_type" | "validation_failed" | "idempotency_key_reused" | "sender_unknown" | "sender_inactive" | "sender_required" | "sender_not_allowed" | "recipient_suppressed" | "variables_missing" | "internal_error" | "unavailable";
    detail: string;
  }[];
};

export type Availability = {
  /** E.164. */
  to: string;
  /** Null when it cannot be told: no bridge, or none that answers. */
  imessage: boolean | null;
  /** What a message would go by. */
  channel: "imessage" | "sms";
};

export type Batch = {
  id: string;
  name: string | null;
  status: "open" | "running" | "paused" | "canceled" | "done";
  dryRun: boolean;
  /** How far the upload is: bytes and lines that were taken. The next request begins at `offset`. null: its messages came with the request that made it. */
  upload: {
    offset: number;
    lines: number;
    accepted: number;
    rejected: number;
  } | null;
  /** When nothing was to come of its messages any more; null until then. */
  completedAt: string | null;
  createdAt: string;
  updatedAt: string;
  total: number;
  counts: {
    scheduled: number;
    sending: number;
    sent: number;
    delivered: number;
    undelivered: number;
    failed: number;
    canceled: number;
    unknown: number;
  };
  /** When the last of what is still to come goes: due, and at the rate of its sender. Null when nothing is, and while the batch is open or paused. */
  estimatedEndAt: string | null;
};

/** The fields that an item has unless it says otherwise. */
export type BatchDefaults = {
  channel?: "email" | "sms" | "mms" | "whatsapp" | "imessage" | undefined;
  /** The id of a contact. */
  contactId?: string | undefined;
  /** A phone number or an email address. With `contactId`: one of its addresses. */
  to?: string | undefined;
  recipientName?: string | undefined;
  /** The id of a sender. Left out: the last one used with the contact, else the default. */
  from?: string | undefined;
  /** Email alone, which needs it. At most 998 characters, rendered. A template: `{{` and `{%` are special, as in `{{ firstName | default: "there" }}`. */
  subject?: string | undefined;
  /** At most 1600 characters but on email, rendered. A template: `{{` and `{%` are special, as in `{{ firstName | default: "there" }}`. */
  text?: string | undefined;
  /** Email alone. A template: `{{` and `{%` are special, as in `{{ firstName | default: "there" }}`. What is put in is escaped. */
  html?: string | undefined;
  /** MMS and WhatsApp alone. */
  mediaUrls?: string[] | undefined;
  /** WhatsApp alone: the id of a template, in the place of `text`. */
  contentSid?: string | undefined;
  /** WhatsApp alone: the template's variables. At most 100; each name at most 64 characters, each text 1600. */
  contentVariables?: Record<string, string> | undefined;
  /** RFC 3339. With an offset or `Z`: an instant. Without: local time, which needs `timeZone`. Left out: now. */
  sendAt?: string | undefined;
  /** The name of an IANA time zone. */
  timeZone?: string | undefined;
  /** For a local time that does not exist, or exists twice. Left out: `compatible`. */
  ambiguousTime?: "compatible" | "earlier" | "later" | "reject" | undefined;
  /** Lets the optimizer pick the moment in the window; excludes `sendAt`. Where too little is known of the recipient it goes at its `fallback`: now, when that is left out. */
  optimize?: {
    window: "24h" | "48h" | "72h";
    /** `now`, `windowEnd`, or an instant in the window. */
    fallback?: string | undefined;
  } | undefined;
  /** What is done when the message is late by more than `after`. */
  ifLate?: {
    /** ISO 8601 duration, weeks to seconds. */
    after: string;
    then?: "send" | "skip" | undefined;
  } | undefined;
  /** `["reply"]`: a reply before the send time cancels the message. */
  cancelOn?: ("reply")[] | undefined;
  /** When nobody knows whether the provider took it: `reconcile` waits to learn it and never sends again; `resend` sends again, up to five times in all, and so may double it. Left out: `reconcile`. */
  onUnknown?: "reconcile" | "resend" | undefined;
  /** Texts for templates, over those of the contact: its fields `name`, `firstName`, `lastName`, `email`, `phone` and `timeZone`, and its own variables. At most 100; each name at most 64 characters, each text 5000. */
  variables?: Record<string, string> | undefined;
  /** Whatever the caller wants to find again. At most 20; each name at most 500 characters, each text 500. */
  metadata?: Record<string, string> | undefined;
};

export type BatchEventData = {
  batchId: string;
  status: "done" | "canceled";
  /** Its messages, by status. */
  counts: {
    scheduled: number;
    sending: number;
    sent: number;
    delivered: number;
    undelivered: number;
    failed: number;
    canceled: number;
    unknown: number;
  };
};

export type BatchMessagePage = {
  data: Message[];
  /** The `cursor` of the next page; null: this is the last one. */
  nextCursor: string | null;
};

export type BatchPage = {
  data: BatchSummary[];
  /** The `cursor` of the next page; null: this is the last one. */
  nextCursor: string | null;
};

export type BatchRejection = {
  /** Of the upload, from 1; of a record of several lines, the first. Of a batch of `items`: the place among them, from 1. */
  line: number;
  code: "malformed_request" | "unauthorized" | "forbidden" | "not_found" | "method_not_allowed" | "already_sending" | "final" | "optimized_message_locked" | "conflict" | "offset_mismatch" | "idempotency_in_flight" | "version_mismatch" | "body_too_large" | "unsupported_media_type" | "validation_failed" | "idempotency_key_reused" | "sender_unknown" | "sender_inactive" | "sender_required" | "sender_not_allowed" | "recipient_suppressed" | "variables_missing" | "internal_error" | "unavailable";
  detail: string;
};

export type BatchRejectionPage = {
  data: BatchRejection[];
  /** The `cursor` of the next page; null: this is the last one. */
  nextCursor: string | null;
};

export type BatchSummary = {
  id: string;
  name: string | null;
  status: "open" | "running" | "paused" | "canceled" | "done";
  dryRun: boolean;
  /** How far the upload is: bytes and lines that were taken. The next request begins at `offset`. null: its messages came with the request that made it. */
  upload: {
    offset: number;
    lines: number;
    accepted: number;
    rejected: number;
  } | null;
  /** When nothing was to come of its messages any more; null until then. */
  completedAt: string | null;
  createdAt: string;
  updatedAt: string;
};

export type Contact = {
  id: string;
  name: string;
  firstName: string | null;
  lastName: string | null;
  phones: {
    number: string;
    label: string | null;
    primary: boolean;
  }[];
  emails: {
    address: string;
    primary: boolean;
  }[];
  timeZone: string | null;
  ownerId: string | null;
  variables: Record<string, string>;
  createdAt: string;
  updatedAt: string;
  /** Raised by every change; the ETag. */
  version: number;
};

/** Null clears, what is left out stays; a list replaces the whole list. */
export type ContactChanges = {
  name?: string | undefined;
  firstName?: string | null | undefined;
  lastName?: string | null | undefined;
  phones?: {
    /** Kept as E.164; without a country code: of the default country. */
    number: string;
    label?: string | undefined;
    /** At most one of the list; the first when none is. */
    primary?: boolean | undefined;
  }[] | undefined;
  emails?: {
    address: string;
    /** At most one of the list; the first when none is. */
    primary?: boolean | undefined;
  }[] | undefined;
  /** IANA name. */
  timeZone?: string | null | undefined;
  /** The id of a user of the workspace. */
  ownerId?: string | null | undefined;
  /** Texts for templates. At most 100; each name at most 64 characters, each text 5000. */
  variables?: Record<string, string> | null | undefined;
};

export type ContactPage = {
  data: Contact[];
  /** The `cursor` of the next page; null: this is the last one. */
  nextCursor: string | null;
};

export type Conversation = {
  data: (ConversationMessage | ConversationReply)[];
  /** The `cursor` of the next page; null: this is the last one. */
  nextCursor: string | null;
  /** The `cursor` of the page of what is newer, by its time: what comes in while something is still scheduled is older than that, and is found by the first page. Null: the conversation is empty. */
  previousCursor: string | null;
};

export type ConversationMessage = {
  id: string;
  status: "scheduled" | "sending" | "sent" | "delivered" | "undelivered" | "failed" | "canceled" | "unknown";
  channel: "email" | "sms" | "mms" | "whatsapp" | "imessage";
  contactId: string | null;
  to: string;
  recipientName: string | null;
  from: {
    id: string;
    name: string;
    address: string | null;
  };
  subject: string | null;
  text: string | null;
  html: string | null;
  /** Of an SMS, of its text as rendered; null on other channels. */
  segments: {
    encoding: "GSM-7" | "UCS-2";
    /** As the provider bills them. */
    count: number;
    /** As the limit of `text` counts them: one for each code point. */
    characters: number;
  } | null;
  sendAt: string;
  /** As the caller wrote it. */
  requestedSendAt: string | null;
  /** On the clocks of `timeZone`. */
  localSendAt: string | null;
  timeZone: string | null;
  timing: {
    kind: "now" | "at" | "local" | "optimized";
    window?: string | undefined;
    reason: "requested" | "quiet_hours" | "optimized" | "insufficient_history" | "now_is_best" | "zone_unknown" | "holdout" | "window_end";
    modelVersion?: string | undefined;
    /** Of the zone rules. */
    tzVersion?: string | undefined;
    /** When it would have gone, were there no quiet hours. */
    movedFrom?: string | undefined;
  };
  warnings: {
    code: string;
    detail: string;
  }[];
  /** What `subject`, `text` and `html` were rendered from, where they were templates; null where none was. */
  template: {
    subject?: string | undefined;
    text?: string | undefined;
    html?: string | undefined;
  } | null;
  mediaUrls: string[] | null;
  contentSid: string | null;
  contentVariables: Record<string, string> | null;
  nextAttemptAt: string | null;
  ifLate: {
    after: string;
    then: "send" | "skip";
  } | null;
  cancelOn: string[];
  onUnknown: "reconcile" | "resend";
  variables: Record<string, string>;
  batchId: string | null;
  metadata: Record<string, string>;
  createdAt: string;
  updatedAt: string;
  sentAt: string | null;
  deliveredAt: string | null;
  canceledAt: string | null;
  cancelReason: "requested" | "contact_deleted" | "opted_out" | "replied" | "batch_canceled" | null;
  failure: {
    code: string;
    detail: string;
  } | null;
  providerMessageId: string | null;
  workflowId: string;
  /** Raised by every change; the ETag. */
  version: number;
  kind: "message";
  /** Of a message: when it was sent, else canceled, else is to be sent. */
  at: string;
  /** Of a scheduled one: its delivery time, in the zone that it was scheduled in. */
  label: string | null;
};

export type ConversationReply = {
  id: string;
  /** When it came. */
  at: string;
  channel: "email" | "sms" | "mms" | "whatsapp" | "imessage";
  /** Null: it came from an address that no contact was known by. */
  contactId: string | null;
  /** The sender that it came to. */
  senderId: string;
  from: string;
  subject: string | null;
  text: string | null;
  html: string | null;
  mediaUrls: string[] | null;
  /** The message that it answers. */
  messageId: string | null;
  kind: "reply";
};

export type CreatedKey = {
  id: string;
  userId: string;
  name: string | null;
  expiresAt: string | null;
  /** To the minute. Null: never. */
  lastUsedAt: string | null;
  createdAt: string;
  /** Shown this once. */
  key: string;
};

export type DeletedContact = {
  id: string;
  /** Were pending, are never sent. */
  canceledMessages: number;
  /** Were claimed before. */
  sending: number;
};

export type Endpoint = {
  id: string;
  url: string;
  description: string | null;
  eventTypes: ("message.scheduled" | "message.rescheduled" | "message.canceled" | "message.sent" | "message.delivered" | "message.undelivered" | "message.failed" | "message.unknown" | "reply.received" | "batch.completed" | "endpoint.disabled")[];
  status: "active" | "disabled";
  /** `requested`: by hand; `gone`: it answered 410; `failing`: nothing reached it for days. */
  disabledReason: "requested" | "gone" | "failing" | null;
  disabledAt: string | null;
  /** Null: the last try reached it. */
  failingSince: string | null;
  /** Nothing is tried before then. */
  retryAt: string | null;
  /** The secret that was replaced last signs as well, until then. */
  previousSecretUntil: string | null;
  createdAt: string;
  updatedAt: string;
  /** Raised by every change; the ETag. */
  version: number;
};

/** Null clears, what is left out stays. */
export type EndpointChanges = {
  /** https, or http where the address is allowed; no credentials, no fragment. */
  url?: string | undefined;
  eventTypes?: ("message.scheduled" | "message.rescheduled" | "message.canceled" | "message.sent" | "message.delivered" | "message.undelivered" | "message.failed" | "message.unknown" | "reply.received" | "batch.completed" | "endpoint.disabled")[] | undefined;
  /** What people call it. */
  description?: string | null | undefined;
  status?: "active" | "disabled" | undefined;
};

export type EndpointEventData = {
  endpointId: string;
  reason: "gone" | "failing";
};

export type EndpointPage = {
  data: Endpoint[];
  /** The `cursor` of the next page; null: this is the last one. */
  nextCursor: string | null;
};

export type EndpointTest = {
  delivered: boolean;
  /** Null: there was no answer. */
  statusCode: number | null;
  /** Null: it was delivered. */
  errorCode: string | null;
  tookMs: number;
};

export type EndpointTestData = {
  endpointId: string;
};

export type EndpointWithSecret = {
  id: string;
  url: string;
  description: string | null;
  eventTypes: ("message.scheduled" | "message.rescheduled" | "message.canceled" | "message.sent" | "message.delivered" | "message.undelivered" | "message.failed" | "message.unknown" | "reply.received" | "batch.completed" | "endpoint.disabled")[];
  status: "active" | "disabled";
  /** `requested`: by hand; `gone`: it answered 410; `failing`: nothing reached it for days. */
  disabledReason: "requested" | "gone" | "failing" | null;
  disabledAt: string | null;
  /** Null: the last try reached it. */
  failingSince: string | null;
  /** Nothing is tried before then. */
  retryAt: string | null;
  /** The secret that was replaced last signs as well, until then. */
  previousSecretUntil: string | null;
  createdAt: string;
  updatedAt: string;
  /** Raised by every change; the ETag. */
  version: number;
  /** What calls are signed with, by Standard Webhooks. Shown this once. */
  secret: string;
};

export type Key = {
  id: string;
  userId: string;
  name: string | null;
  expiresAt: string | null;
  /** To the minute. Null: never. */
  lastUsedAt: string | null;
  createdAt: string;
};

export type KeyPage = {
  data: Key[];
  /** The `cursor` of the next page; null: this is the last one. */
  nextCursor: string | null;
};

export type Liveness = {
  status: "ok";
};

export type MadeSuppression = {
  id: string;
  address: string;
  channel: "email" | "sms" | "whatsapp" | "imessage";
  reason: "opted_out" | "unsubscribed" | "spam_report" | "bounced" | "blacklisted";
  createdAt: string;
  /** How many were pending for the address. */
  canceledMessages: number;
};

export type Message = {
  id: string;
  status: "scheduled" | "sending" | "sent" | "delivered" | "undelivered" | "failed" | "canceled" | "unknown";
  channel: "email" | "sms" | "mms" | "whatsapp" | "imessage";
  contactId: string | null;
  to: string;
  recipientName: string | null;
  from: {
    id: string;
    name: string;
    address: string | null;
  };
  subject: string | null;
  text: string | null;
  html: string | null;
  /** Of an SMS, of its text as rendered; null on other channels. */
  segments: {
    encoding: "GSM-7" | "UCS-2";
    /** As the provider bills them. */
    count: number;
    /** As the limit of `text` counts them: one for each code point. */
    characters: number;
  } | null;
  sendAt: string;
  /** As the caller wrote it. */
  requestedSendAt: string | null;
  /** On the clocks of `timeZone`. */
  localSendAt: string | null;
  timeZone: string | null;
  timing: {
    kind: "now" | "at" | "local" | "optimized";
    window?: string | undefined;
    reason: "requested" | "quiet_hours" | "optimized" | "insufficient_history" | "now_is_best" | "zone_unknown" | "holdout" | "window_end";
    modelVersion?: string | undefined;
    /** Of the zone rules. */
    tzVersion?: string | undefined;
    /** When it would have gone, were there no quiet hours. */
    movedFrom?: string | undefined;
  };
  warnings: {
    code: string;
    detail: string;
  }[];
  /** What `subject`, `text` and `html` were rendered from, where they were templates; null where none was. */
  template: {
    subject?: string | undefined;
    text?: string | undefined;
    html?: string | undefined;
  } | null;
  mediaUrls: string[] | null;
  contentSid: string | null;
  contentVariables: Record<string, string> | null;
  nextAttemptAt: string | null;
  ifLate: {
    after: string;
    then: "send" | "skip";
  } | null;
  cancelOn: string[];
  onUnknown: "reconcile" | "resend";
  variables: Record<string, string>;
  batchId: string | null;
  metadata: Record<string, string>;
  createdAt: string;
  updatedAt: string;
  sentAt: string | null;
  deliveredAt: string | null;
  canceledAt: string | null;
  cancelReason: "requested" | "contact_deleted" | "opted_out" | "replied" | "batch_canceled" | null;
  failure: {
    code: string;
    detail: string;
  } | null;
  providerMessageId: string | null;
  workflowId: string;
  /** Raised by every change; the ETag. */
  version: number;
};

/** What to change: null clears, what is left out stays. */
export type MessageChanges = {
  /** A phone number or an email address. With `contactId`: one of its addresses. */
  to?: string | null | undefined;
  recipientName?: string | null | undefined;
  /** The id of a sender. Left out: the last one used with the contact, else the default. */
  from?: string | null | undefined;
  /** Email alone, which needs it. At most 998 characters, rendered. A template: `{{` and `{%` are special, as in `{{ firstName | default: "there" }}`. */
  subject?: string | null | undefined;
  /** At most 1600 characters but on email, rendered. A template: `{{` and `{%` are special, as in `{{ firstName | default: "there" }}`. */
  text?: string | null | undefined;
  /** Email alone. A template: `{{` and `{%` are special, as in `{{ firstName | default: "there" }}`. What is put in is escaped. */
  html?: string | null | undefined;
  /** MMS and WhatsApp alone. */
  mediaUrls?: string[] | null | undefined;
  /** WhatsApp alone: the id of a template, in the place of `text`. */
  contentSid?: string | null | undefined;
  /** WhatsApp alone: the template's variables. At most 100; each name at most 64 characters, each text 1600. */
  contentVariables?: Record<string, string> | null | undefined;
  /** RFC 3339. With an offset or `Z`: an instant. Without: local time, which needs `timeZone`. Left out: now. */
  sendAt?: string | null | undefined;
  /** The name of an IANA time zone. */
  timeZone?: string | null | undefined;
  /** For a local time that does not exist, or exists twice. Left out: `compatible`. */
  ambiguousTime?: "compatible" | "earlier" | "later" | "reject" | null | undefined;
  /** What is done when the message is late by more than `after`. */
  ifLate?: {
    /** ISO 8601 duration, weeks to seconds. */
    after: string;
    then?: "send" | "skip" | undefined;
  } | null | undefined;
  /** `["reply"]`: a reply before the send time cancels the message. */
  cancelOn?: ("reply")[] | null | undefined;
  /** When nobody knows whether the provider took it: `reconcile` waits to learn it and never sends again; `resend` sends again, up to five times in all, and so may double it. Left out: `reconcile`. */
  onUnknown?: "reconcile" | "resend" | null | undefined;
  /** Texts for templates, over those of the contact: its fields `name`, `firstName`, `lastName`, `email`, `phone` and `timeZone`, and its own variables. At most 100; each name at most 64 characters, each text 5000. */
  variables?: Record<string, string> | null | undefined;
  /** Whatever the caller wants to find again. At most 20; each name at most 500 characters, each text 500. */
  metadata?: Record<string, string> | null | undefined;
};

export type MessageEventData = {
  messageId: string;
  batchId: string | null;
  status: "scheduled" | "sending" | "sent" | "delivered" | "undelivered" | "failed" | "canceled" | "unknown";
  /** Of two events the one with the higher is newer. */
  version: number;
  channel: "email" | "sms" | "mms" | "whatsapp" | "imessage";
  contactId: string | null;
  senderId: string;
  sendAt: string;
  sentAt: string | null;
  deliveredAt: string | null;
  canceledAt: string | null;
  cancelReason: "requested" | "contact_deleted" | "opted_out" | "replied" | "batch_canceled" | null;
  providerMessageId: string | null;
  metadata: Record<string, string>;
  failure: {
    code: string;
    detail: string;
  } | null;
};

export type MessagePage = {
  data: Message[];
  /** The `cursor` of the next page; null: this is the last one. */
  nextCursor: string | null;
};

export type MessagePreview = {
  channel: "email" | "sms" | "mms" | "whatsapp" | "imessage";
  contactId: string | null;
  to: string;
  recipientName: string | null;
  from: {
    id: string;
    name: string;
    address: string | null;
  };
  subject: string | null;
  text: string | null;
  html: string | null;
  /** Of an SMS, of its text as rendered; null on other channels. */
  segments: {
    encoding: "GSM-7" | "UCS-2";
    /** As the provider bills them. */
    count: number;
    /** As the limit of `text` counts them: one for each code point. */
    characters: number;
  } | null;
  sendAt: string;
  /** As the caller wrote it. */
  requestedSendAt: string | null;
  /** On the clocks of `timeZone`. */
  localSendAt: string | null;
  timeZone: string | null;
  timing: {
    kind: "now" | "at" | "local" | "optimized";
    window?: string | undefined;
    reason: "requested" | "quiet_hours" | "optimized" | "insufficient_history" | "now_is_best" | "zone_unknown" | "holdout" | "window_end";
    modelVersion?: string | undefined;
    /** Of the zone rules. */
    tzVersion?: string | undefined;
    /** When it would have gone, were there no quiet hours. */
    movedFrom?: string | undefined;
  };
  warnings: {
    code: string;
    detail: string;
  }[];
  /** Which rule decided what. */
  explanation: Record<string, unknown>;
};

export type NewBatch = {
  name?: string | undefined;
  defaults?: BatchDefaults | undefined;
  /** Required, unless the batch is `open`. */
  items?: unknown[] | undefined;
  /** One item that is refused refuses all: 422, and nothing is stored. Of an upload: a line that is rejected cancels the batch when it is closed. */
  allOrNothing?: boolean | undefined;
  /** Its messages come as lines (`PUT /v1/batches/{id}/lines`); nothing of it is sent before it is closed. */
  open?: boolean | undefined;
  /** Checks everything, and stores no message. */
  dryRun?: boolean | undefined;
};

export type NewContact = {
  name: string;
  firstName?: string | undefined;
  lastName?: string | undefined;
  phones?: {
    /** Kept as E.164; without a country code: of the default country. */
    number: string;
    label?: string | undefined;
    /** At most one of the list; the first when none is. */
    primary?: boolean | undefined;
  }[] | undefined;
  emails?: {
    address: string;
    /** At most one of the list; the first when none is. */
    primary?: boolean | undefined;
  }[] | undefined;
  /** IANA name. */
  timeZone?: string | undefined;
  /** The id of a user of the workspace. */
  ownerId?: string | undefined;
  /** Texts for templates. At most 100; each name at most 64 characters, each text 5000. */
  variables?: Record<string, string> | undefined;
};

/** `eventTypes` left out: all but `message.scheduled`. */
export type NewEndpoint = {
  /** https, or http where the address is allowed; no credentials, no fragment. */
  url: string;
  eventTypes?: ("message.scheduled" | "message.rescheduled" | "message.canceled" | "message.sent" | "message.delivered" | "message.undelivered" | "message.failed" | "message.unknown" | "reply.received" | "batch.completed" | "endpoint.disabled")[] | undefined;
  /** What people call it. */
  description?: string | undefined;
};

export type NewEngagementEvents = {
  events: unknown[];
};

export type NewKey = {
  /** The id of the user that the key acts as. */
  userId: string;
  /** What people call it. */
  name?: string | undefined;
  /** It opens nothing from then on. Left out: never. */
  expiresAt?: string | undefined;
};

/** Email needs `subject`, and `text` or `html`; WhatsApp `text` or `contentSid`; the others `text`. One of `to` and `contactId` is needed. */
export type NewMessage = {
  channel: "email" | "sms" | "mms" | "whatsapp" | "imessage";
  /** The id of a contact. */
  contactId?: string | undefined;
  /** A phone number or an email address. With `contactId`: one of its addresses. */
  to?: string | undefined;
  recipientName?: string | undefined;
  /** The id of a sender. Left out: the last one used with the contact, else the default. */
  from?: string | undefined;
  /** Email alone, which needs it. At most 998 characters, rendered. A template: `{{` and `{%` are special, as in `{{ firstName | default: "there" }}`. */
  subject?: string | undefined;
  /** At most 1600 characters but on email, rendered. A template: `{{` and `{%` are special, as in `{{ firstName | default: "there" }}`. */
  text?: string | undefined;
  /** Email alone. A template: `{{` and `{%` are special, as in `{{ firstName | default: "there" }}`. What is put in is escaped. */
  html?: string | undefined;
  /** MMS and WhatsApp alone. */
  mediaUrls?: string[] | undefined;
  /** WhatsApp alone: the id of a template, in the place of `text`. */
  contentSid?: string | undefined;
  /** WhatsApp alone: the template's variables. At most 100; each name at most 64 characters, each text 1600. */
  contentVariables?: Record<string, string> | undefined;
  /** RFC 3339. With an offset or `Z`: an instant. Without: local time, which needs `timeZone`. Left out: now. */
  sendAt?: string | undefined;
  /** The name of an IANA time zone. */
  timeZone?: string | undefined;
  /** For a local time that does not exist, or exists twice. Left out: `compatible`. */
  ambiguousTime?: "compatible" | "earlier" | "later" | "reject" | undefined;
  /** Lets the optimizer pick the moment in the window; excludes `sendAt`. Where too little is known of the recipient it goes at its `fallback`: now, when that is left out. */
  optimize?: {
    window: "24h" | "48h" | "72h";
    /** `now`, `windowEnd`, or an instant in the window. */
    fallback?: string | undefined;
  } | undefined;
  /** What is done when the message is late by more than `after`. */
  ifLate?: {
    /** ISO 8601 duration, weeks to seconds. */
    after: string;
    then?: "send" | "skip" | undefined;
  } | undefined;
  /** `["reply"]`: a reply before the send time cancels the message. */
  cancelOn?: ("reply")[] | undefined;
  /** When nobody knows whether the provider took it: `reconcile` waits to learn it and never sends again; `resend` sends again, up to five times in all, and so may double it. Left out: `reconcile`. */
  onUnknown?: "reconcile" | "resend" | undefined;
  /** Texts for templates, over those of the contact: its fields `name`, `firstName`, `lastName`, `email`, `phone` and `timeZone`, and its own variables. At most 100; each name at most 64 characters, each text 5000. */
  variables?: Record<string, string> | undefined;
  /** The id of a batch of the workspace. */
  batchId?: string | undefined;
  /** Whatever the caller wants to find again. At most 20; each name at most 500 characters, each text 500. */
  metadata?: Record<string, string> | undefined;
};

/** One of `address` and `serviceSid` is needed. */
export type NewSender = {
  channel: "email" | "sms" | "mms" | "whatsapp" | "imessage";
  provider: "sink" | "twilio" | "sendgrid" | "smtp" | "bluebubbles";
  /** A phone number, kept as E.164; on email an email address. */
  address?: string | undefined;
  /** Twilio and the sink alone: a messaging service, in the place of `address`. */
  serviceSid?: string | undefined;
  /** A friendly name. */
  name: string;
  isDefault?: boolean | undefined;
  /** The id of a user of the workspace. */
  assignedUserId?: string | undefined;
  /** Messages a second, by all workers together; one may go up to 80 ms before its turn. Left out: no limit. */
  ratePerSecond?: number | undefined;
  settings?: {
    /** How the sink misbehaves. */
    fault?: {
      kind: "slow" | "fail" | "timeout_after_accept";
      /** `slow`: how long the answer takes, in milliseconds. */
      ms?: number | undefined;
      /** The share of messages that it happens to; left out: all. */
      rate?: number | undefined;
    } | undefined;
    /** Email alone: where answers go, in the place of `address`. */
    replyTo?: string | undefined;
  } | undefined;
};

export type NewSuppression = {
  /** E.164, or a number of the workspace's default country, or an email address. */
  address: string;
  /** `mms` is taken as `sms`: they are one. */
  channel: "email" | "sms" | "mms" | "whatsapp" | "imessage";
  reason?: "opted_out" | "unsubscribed" | "spam_report" | "bounced" | "blacklisted" | undefined;
};

export type NewUser = {
  name: string;
  email: string;
  role: "admin" | "user";
};

export type PartState = {
  status: "ok" | "degraded" | "down";
  detail?: string | undefined;
};

/** RFC 9457. */
export type Problem = {
  /** A URI for the kind of problem. */
  type: string;
  title: string;
  status: number;
  /** The thing and the rule. */
  detail: string;
  /** A URI for this request. */
  instance: string;
  /** Stable: switch on it. */
  code: "malformed_request" | "unauthorized" | "forbidden" | "not_found" | "method_not_allowed" | "already_sending" | "final" | "optimized_message_locked" | "conflict" | "offset_mismatch" | "idempotency_in_flight" | "version_mismatch" | "body_too_large" | "unsupported_media_type" | "validation_failed" | "idempotency_key_reused" | "sender_unknown" | "sender_inactive" | "sender_required" | "sender_not_allowed" | "recipient_suppressed" | "variables_missing" | "internal_error" | "unavailable";
  requestId: string;
  errors?: {
    /** A JSON pointer into the body; `/query/NAME` is a query parameter, `/header/NAME` a header. */
    pointer: string;
    detail: string;
  }[] | undefined;
  /** Of `offset_mismatch`: so many bytes of the upload were taken. */
  offset?: number | undefined;
};

/** When messages wait, on the recipient's clocks (the contact's zone, else `defaultTimeZone`). */
export type QuietHours = {
  start: string;
  end: string;
  /** The days on which they start. */
  weekdays: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
} | null;

/** When messages wait, on the recipient's clocks (the contact's zone, else `defaultTimeZone`). Null: none. */
export type QuietHoursChange = {
  start: string;
  /** Not after `start`: on the next day. */
  end: string;
  /** The days on which they start; left out: all seven. */
  weekdays?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[] | undefined;
} | null;

export type Readiness = {
  status: "ok" | "degraded" | "down";
  /** The parts that are not ok. */
  degraded: ("database" | "temporal" | "workers" | "clock" | "zoneRules")[];
  parts: {
    database: PartState;
    temporal: PartState;
    workers: PartState;
    clock: PartState;
    zoneRules: PartState;
  };
};

export type RecipientChoice = {
  address: string;
  label: string | null;
  isPrimary: boolean;
  /** Of the newest item, sent or received. */
  isLastUsed: boolean;
  /** What a message has whose caller leaves it out. */
  selected: boolean;
  /** Nothing more goes there on this channel. */
  suppressed: boolean;
};

export type RecipientChoices = {
  data: RecipientChoice[];
  /** The `cursor` of the next page; null: this is the last one. */
  nextCursor: string | null;
};

/** One of `eventId` and `since` is needed. */
export type ReplayRequest = {
  /** The event. */
  eventId?: string | undefined;
  /** All that was kept from then on. */
  since?: string | undefined;
  /** And until then. Left out: until now. */
  until?: string | undefined;
};

export type Replayed = {
  /** How many are told again; those about to be do not count. */
  replayed: number;
  /** One call takes 50,000 events: go on with this as `since`. Null: these were all. */
  truncatedAt: string | null;
};

export type Reply = {
  id: string;
  /** When it came. */
  at: string;
  channel: "email" | "sms" | "mms" | "whatsapp" | "imessage";
  /** Null: it came from an address that no contact was known by. */
  contactId: string | null;
  /** The sender that it came to. */
  senderId: string;
  from: string;
  subject: string | null;
  text: string | null;
  html: string | null;
  mediaUrls: string[] | null;
  /** The message that it answers. */
  messageId: string | null;
};

export type ReplyEventData = {
  replyId: string;
  /** The message that it answers; null: none. */
  messageId: string | null;
  channel: "email" | "sms" | "mms" | "whatsapp" | "imessage";
  contactId: string | null;
  senderId: string;
};

export type ReplyPage = {
  data: Reply[];
  /** The `cursor` of the next page; null: this is the last one. */
  nextCursor: string | null;
};

export type Rotation = {
  /** How long the old key works on: ISO 8601, at most 30 days. Left out: a day. */
  overlap?: string | undefined;
  /** When the new key ends; null: never. Needed where the old one has an end. */
  expiresAt?: string | undefined;
};

export type SecretRotation = {
  /** How long the old secret signs as well. Left out: a day. 0, for one that got out: all older ones end at once. */
  overlapSeconds?: number | undefined;
};

export type SendTimeExplanation = {
  contactId: string;
  at: string;
  window: "24h" | "48h" | "72h";
  timeZone: string | null;
  decision: {
    /** Before the jitter that a message has by its id. */
    sendAt: string;
    reason: "optimized" | "insufficient_history" | "now_is_best" | "zone_unknown" | "window_end";
    /** The recipient's own, without those of programs. */
    engagements: number;
    /** Their sessions (basis sends: answers to sends), by age: N. */
    effectiveEngagements: number;
    /** How probable it is that the moment is better than now. */
    pBetter: number | null;
    /** Value of the moment over the value of now (see candidates); null: nothing was compared, or now is worth nothing. */
    lift: number | null;
    /** 95 %; null: cannot be said. */
    liftInterval: {
      low: number;
      high: number;
    } | null;
    /** The best half-hours of the recipient's week, best first. */
    topSlots: {
      weekday: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
      /** On the recipient's clock. */
      time: string;
      share: number;
    }[];
    /** The version of the model as it is coded. */
    model: string;
    /** Of its parameters. */
    modelVersion: string;
    /** Of all parameters that decided. */
    paramsHash: string;
  };
  /** null: quiet hours fill the window, and nothing was compared. */
  gate: {
    open: boolean;
    engagements: number;
    engagementsNeeded: number;
    pBetter: number;
    probabilityNeeded: number;
    /** What the moments were weighed by: when the recipient was active; or, where sends are logged and most engagements answer them, when the recipient looks. */
    basis: "activity" | "sends";
    /** By how many standard deviations the moment is better than now. activity: sqrt(2) (sqrt(strength massThen) - sqrt(strength massNow)). sends: by the looks expected after each moment, and how sure those are. */
    z: number;
    /** The calibration: pBetter is Phi(sqrt(c / (1 + drift strength)) z - doubt). Phi is the normal distribution. */
    c: number;
    /** How much less a long history is worth; always 0 with sends. */
    drift: number;
    /** What the best of many moments overstates, in standard deviations. */
    doubt: number;
    /** Sessions (sends: answers) by age, with what the workspace's curve counts for: N + kappa. */
    strength: number;
    /** Share of the recipient's week in the three hours after now; with sends it is told alone, and does not weigh. */
    massNow: number;
    /** The same after the moment. */
    massThen: number;
    candidateAt: string;
    detail: string;
  } | null;
  /** The curve over the window: now, each half-hour, ends of quiet hours. */
  candidates: {
    at: string;
    local: string | null;
    /** activity: share of the week in the three hours after, by presence. sends: how probable a look is in the three hours after. */
    value: number;
    /** Of the best one's value. */
    score: number;
    /** Of the recipient's week, in the three hours after. */
    share: number;
  }[];
  /** Left out of the candidates. */
  quietTimes: {
    from: string;
    until: string;
  }[];
  history: {
    engagements: {
      open: number;
      click: number;
      reply: number;
    };
    /** Taken for programs: flagged by a vendor; clicks within a minute of the send; opens of a mailbox of whose opens more than half are flagged or come within two minutes. */
    leftOut: {
      flagged: number;
      too_soon: number;
      mailbox_opens_by_itself: number;
    };
    sends: number;
    sessions: number;
    firstAt: string | null;
    lastAt: string | null;
    halfLifeDays: number;
    strength: number;
  };
  /** What all recipients of the workspace do; null: not learned yet. */
  workspaceCurve: {
    used: boolean;
    recipients: number;
    sessions: number;
    learnedAt: string;
  } | null;
};

export type SendTimeReport = {
  since: string;
  until: string;
  window: "24h" | "48h" | "72h" | null;
  /** Messages with `optimize`, accepted in this time. */
  asked: number;
  optimized: number;
  /** Would have been optimized, and went at once. */
  holdout: number;
  decisions: {
    window: "24h" | "48h" | "72h";
    reason: "optimized" | "insufficient_history" | "now_is_best" | "zone_unknown" | "window_end" | "holdout";
    count: number;
  }[];
  /** The share that most messages of this time were drawn with. Only these are compared; null: none was drawn. */
  holdoutShare: number | null;
  /** Those drawn with it whose window is over, and how many were sent. What was canceled or failed counts as not engaged; what was moved by hand, and what went to contacts that are deleted, is left out. */
  drawn: {
    optimized: {
      drawn: number;
      sent: number;
    };
    holdout: {
      drawn: number;
      sent: number;
    };
  };
  /** Of all drawn messages whose window and time to answer are over, sent or not; engagement by people, as our providers report it. Events told over HTTP or imported name no message and do not count. */
  outcomes: {
    /** Since the message was sent. */
    within: "3h" | "24h" | "7d";
    optimized: {
      messages: number;
      engaged: number;
      rate: number | null;
    };
    holdout: {
      messages: number;
      engaged: number;
      rate: number | null;
    };
    /** Ratio of the two rates. */
    lift: number | null;
    /** 95 %; null: cannot be said. */
    interval: {
      low: number;
      high: number;
    } | null;
    /** Fisher's exact test. */
    pValue: number | null;
    /** Whether a lift of 1.2 would show. */
    enough: boolean;
    /** Messages of the holdout that it takes. */
    needed: number;
    detail: string;
  }[];
};

export type Sender = {
  id: string;
  channel: "email" | "sms" | "mms" | "whatsapp" | "imessage";
  provider: "sink" | "twilio" | "sendgrid" | "smtp" | "bluebubbles";
  address: string | null;
  serviceSid: string | null;
  name: string;
  isDefault: boolean;
  active: boolean;
  assignedUserId: string | null;
  ratePerSecond: number | null;
  settings: {
    /** How the sink misbehaves. */
    fault?: {
      kind: "slow" | "fail" | "timeout_after_accept";
      /** `slow`: how long the answer takes, in milliseconds. */
      ms?: number | undefined;
      /** The share of messages that it happens to; left out: all. */
      rate?: number | undefined;
    } | undefined;
    /** Email alone: where answers go, in the place of `address`. */
    replyTo?: string | undefined;
  };
  createdAt: string;
  updatedAt: string;
  /** Raised by every change; the ETag. */
  version: number;
};

/** Null clears, what is left out stays. */
export type SenderChanges = {
  /** A friendly name. */
  name?: string | undefined;
  isDefault?: boolean | undefined;
  active?: boolean | undefined;
  /** The id of a user of the workspace. */
  assignedUserId?: string | null | undefined;
  /** Messages a second, by all workers together; one may go up to 80 ms before its turn. Left out: no limit. */
  ratePerSecond?: number | null | undefined;
  settings?: {
    fault?: {
      kind: "slow" | "fail" | "timeout_after_accept";
      /** `slow`: how long the answer takes, in milliseconds. */
      ms?: number | undefined;
      /** The share of messages that it happens to; left out: all. */
      rate?: number | undefined;
    } | null | undefined;
    /** Email alone: where answers go, in the place of `address`. */
    replyTo?: string | null | undefined;
  } | null | undefined;
};

export type SenderChoice = {
  id: string;
  name: string;
  /** Or a messaging service's id. */
  address: string | null;
  isDefault: boolean;
  /** Of the newest item, sent or received. */
  isLastUsed: boolean;
  assignedUser: {
    id: string;
    name: string;
  } | null;
  /** What a message has whose caller leaves it out. */
  selected: boolean;
};

export type SenderChoices = {
  data: SenderChoice[];
  /** The `cursor` of the next page; null: this is the last one. */
  nextCursor: string | null;
};

export type SenderPage = {
  data: Sender[];
  /** The `cursor` of the next page; null: this is the last one. */
  nextCursor: string | null;
};

export type SinkDelivery = {
  id: string;
  messageId: string;
  channel: "email" | "sms" | "mms" | "whatsapp" | "imessage";
  from: string;
  to: string;
  subject: string | null;
  text: string | null;
  html: string | null;
  headers: Record<string, string>;
  deliveredAt: string;
};

export type SinkDeliveryPage = {
  data: SinkDelivery[];
  /** The `cursor` of the next page; null: this is the last one. */
  nextCursor: string | null;
};

/** In the place of the query. */
export type SuppressedAddress = {
  /** E.164, or a number of the workspace's default country, or an email address. */
  address?: string | undefined;
  /** `mms` is taken as `sms`: they are one. */
  channel?: "email" | "sms" | "mms" | "whatsapp" | "imessage" | undefined;
};

export type Suppression = {
  id: string;
  address: string;
  channel: "email" | "sms" | "whatsapp" | "imessage";
  reason: "opted_out" | "unsubscribed" | "spam_report" | "bounced" | "blacklisted";
  createdAt: string;
};

export type SuppressionPage = {
  data: Suppression[];
  /** The `cursor` of the next page; null: this is the last one. */
  nextCursor: string | null;
};

/** Counts are of the whole upload. */
export type TakenLines = {
  id: string;
  offset: number;
  lines: number;
  accepted: number;
  rejected: number;
  /** The first 100 of this request. */
  rejections: BatchRejection[];
};

/** Oldest first. */
export type Timeline = {
  data: {
    id: string;
    kind: "accepted" | "edited" | "rescheduled" | "zone_rules_changed" | "rerendered" | "postponed" | "sending" | "retry_scheduled" | "resend_scheduled" | "sent" | "delivered" | "undelivered" | "failed" | "unknown" | "canceled" | "receipt" | "fallback_scheduled" | "fallback_dropped" | "looked_up" | "engaged" | "batch_closed" | "batch_paused" | "batch_resumed";
    at: string;
    details: Record<string, unknown>;
  }[];
};

export type User = {
  id: string;
  name: string;
  email: string;
  role: "admin" | "user";
  createdAt: string;
};

/** What is left out stays. */
export type UserChanges = {
  name?: string | undefined;
  role?: "admin" | "user" | undefined;
};

export type UserPage = {
  data: User[];
  /** The `cursor` of the next page; null: this is the last one. */
  nextCursor: string | null;
};

export type WebhookDelivery = {
  /** The `webhook-id` of its calls. */
  eventId: string;
  type: "message.scheduled" | "message.rescheduled" | "message.canceled" | "message.sent" | "message.delivered" | "message.undelivered" | "message.failed" | "message.unknown" | "reply.received" | "batch.completed" | "endpoint.disabled";
  /** When it happened. */
  at: string;
  status: "pending" | "delivered" | "failed";
  /** Since it was asked for, by the event or a replay. */
  tries: number;
  statusCode: number | null;
  errorCode: string | null;
  /** Not before then; null: no more. */
  nextTryAt: string | null;
  deliveredAt: string | null;
  /** The last five, newest first. */
  attempts: {
    at: string;
    tookMs: number;
    statusCode: number | null;
    errorCode: string | null;
  }[];
};

export type WebhookDeliveryPage = {
  data: WebhookDelivery[];
  /** The `cursor` of the next page; null: this is the last one. */
  nextCursor: string | null;
};

export type Workspace = {
  id: string;
  name: string;
  defaultCountry: string;
  defaultTimeZone: string;
  unlockOptimized: boolean;
  imessageFallbackSeconds: number;
  unsubscribeHeaders: boolean;
  rerenderOnContactChange: boolean;
  engagementRetentionDays: number;
  holdoutShare: number;
  quietHours: QuietHours;
  /** What is asked for and cannot be done as things are. */
  warnings: {
    code: string;
    detail: string;
  }[];
  createdAt: string;
  updatedAt: string;
  /** Raised by every change; the ETag. */
  version: number;
};

/** What is left out stays. */
export type WorkspaceChanges = {
  name?: string | undefined;
  /** ISO 3166-1 alpha-2: how a phone number without a country code is read. */
  defaultCountry?: string | undefined;
  /** IANA name. */
  defaultTimeZone?: string | undefined;
  /** Lets messages that the optimizer timed be changed. */
  unlockOptimized?: boolean | undefined;
  /** How long an iMessage may take to be delivered, before it goes as SMS. */
  imessageFallbackSeconds?: number | undefined;
  /** Gives emails a link by which one click unsubscribes (RFC 8058); needs `PUBLIC_URL`. */
  unsubscribeHeaders?: boolean | undefined;
  /** Lets the templates of pending messages follow the changes of their contact. Off: what was accepted is sent. */
  rerenderOnContactChange?: boolean | undefined;
  /** How long engagement events are kept; older ones are forgotten within an hour. */
  engagementRetentionDays?: number | undefined;
  /** Which share of optimized messages goes at once instead, to measure the others by (see `/v1/send-time/report`): 0 to 0.5. Drawn once the workspace has 200 optimized messages. */
  holdoutShare?: number | undefined;
  quietHours?: QuietHoursChange | undefined;
};

/** What an endpoint is told: the body of a call, once its signature was verified. */
export type WebhookEvent =
  | {
      type: "message.scheduled";
      timestamp: string;
      data: MessageEventData;
    }
  | {
      type: "message.rescheduled";
      timestamp: string;
      data: MessageEventData;
    }
  | {
      type: "message.canceled";
      timestamp: string;
      data: MessageEventData;
    }
  | {
      type: "message.sent";
      timestamp: string;
      data: MessageEventData;
    }
  | {
      type: "message.delivered";
      timestamp: string;
      data: MessageEventData;
    }
  | {
      type: "message.undelivered";
      timestamp: string;
      data: MessageEventData;
    }
  | {
      type: "message.failed";
      timestamp: string;
      data: MessageEventData;
    }
  | {
      type: "message.unknown";
      timestamp: string;
      data: MessageEventData;
    }
  | {
      type: "reply.received";
      timestamp: string;
      data: ReplyEventData;
    }
  | {
      type: "batch.completed";
      timestamp: string;
      data: BatchEventData;
    }
  | {
      type: "endpoint.disabled";
      timestamp: string;
      data: EndpointEventData;
    }
  | {
      type: "endpoint.test";
      timestamp: string;
      data: EndpointTestData;
    };

/** What each operation takes and answers. */
export interface Operations {
  /** POST /v1/messages: Schedule a message */
  scheduleMessage: {
    query: Record<string, never>;
    body: NewMessage;
    answer: Message;
  };
  /** GET /v1/messages: List messages */
  listMessages: {
    query: {
      /** One of these. */
      status?: ("scheduled" | "sending" | "sent" | "delivered" | "undelivered" | "failed" | "canceled" | "unknown")[] | undefined;
      /** One of these. */
      channel?: ("email" | "sms" | "mms" | "whatsapp" | "imessage")[] | undefined;
      /** Messages to this contact. */
      contactId?: string | undefined;
      /** Messages to this address. */
      to?: string | undefined;
      /** Messages from this sender. */
      senderId?: string | undefined;
      /** Messages of this batch. */
      batchId?: string | undefined;
      /** Messages due at this instant or later. */
      sendAfter?: string | Date | undefined;
      /** Messages due before this instant. */
      sendBefore?: string | Date | undefined;
      /** Words that are all in the content, or in the recipient’s name; the last one may be the beginning of one. */
      q?: string | undefined;
      /** How many at the most. */
      limit?: number | undefined;
      /** The `nextCursor` of the page before. */
      cursor?: string | undefined;
    };
    body: undefined;
    answer: MessagePage;
  };
  /** POST /v1/messages/preview: See what a message would do */
  previewMessage: {
    query: Record<string, never>;
    body: NewMessage;
    answer: MessagePreview;
  };
  /** GET /v1/messages/export: Export messages */
  exportMessages: {
    query: {
      format?: "csv" | "ndjson" | undefined;
      /** One of these. */
      status?: ("scheduled" | "sending" | "sent" | "delivered" | "undelivered" | "failed" | "canceled" | "unknown")[] | undefined;
      /** One of these. */
      channel?: ("email" | "sms" | "mms" | "whatsapp" | "imessage")[] | undefined;
      /** Messages to this contact. */
      contactId?: string | undefined;
      /** Messages to this address. */
      to?: string | undefined;
      /** Messages from this sender. */
      senderId?: string | undefined;
      /** Messages of this batch. */
      batchId?: string | undefined;
      /** Messages due at this instant or later. */
      sendAfter?: string | Date | undefined;
      /** Messages due before this instant. */
      sendBefore?: string | Date | undefined;
      /** Words that are all in the content, or in the recipient’s name; the last one may be the beginning of one. */
      q?: string | undefined;
    };
    body: undefined;
    answer: string;
  };
  /** GET /v1/messages/{id}: Get a message */
  getMessage: {
    query: Record<string, never>;
    body: undefined;
    answer: Message;
  };
  /** PATCH /v1/messages/{id}: Edit or reschedule a message */
  editMessage: {
    query: Record<string, never>;
    body: MessageChanges;
    answer: Message;
  };
  /** POST /v1/messages/{id}/cancel: Cancel a message */
  cancelMessage: {
    query: Record<string, never>;
    body: undefined;
    answer: Message;
  };
  /** GET /v1/messages/{id}/timeline: Get a message's timeline */
  getTimeline: {
    query: Record<string, never>;
    body: undefined;
    answer: Timeline;
  };
  /** POST /v1/batches: Schedule many messages at once */
  createBatch: {
    query: Record<string, never>;
    body: NewBatch;
    answer: AcceptedBatch;
  };
  /** GET /v1/batches: List batches */
  listBatches: {
    query: {
      /** One of these. */
      status?: ("open" | "running" | "paused" | "canceled" | "done")[] | undefined;
      /** How many at the most. */
      limit?: number | undefined;
      /** The `nextCursor` of the page before. */
      cursor?: string | undefined;
    };
    body: undefined;
    answer: BatchPage;
  };
  /** GET /v1/batches/{id}: Get a batch, and how far it is */
  getBatch: {
    query: Record<string, never>;
    body: undefined;
    answer: Batch;
  };
  /** GET /v1/batches/{id}/messages: List a batch's messages */
  listBatchMessages: {
    query: {
      /** How many at the most. */
      limit?: number | undefined;
      /** The `nextCursor` of the page before. */
      cursor?: string | undefined;
    };
    body: undefined;
    answer: BatchMessagePage;
  };
  /** POST /v1/batches/{id}/pause: Pause a batch */
  pauseBatch: {
    query: Record<string, never>;
    body: undefined;
    answer: Batch;
  };
  /** POST /v1/batches/{id}/resume: Let a paused batch go on */
  resumeBatch: {
    query: Record<string, never>;
    body: undefined;
    answer: Batch;
  };
  /** POST /v1/batches/{id}/cancel: Cancel a batch */
  cancelBatch: {
    query: Record<string, never>;
    body: undefined;
    answer: Batch;
  };
  /** POST /v1/batches/{id}/close: End an upload: its messages go at their times */
  closeBatch: {
    query: Record<string, never>;
    body: undefined;
    answer: Batch;
  };
  /** GET /v1/batches/{id}/rejections: List the lines or items of a batch that are no messages */
  listRejections: {
    query: {
      /** How many at the most. */
      limit?: number | undefined;
      /** The `nextCursor` of the page before. */
      cursor?: string | undefined;
    };
    body: undefined;
    answer: BatchRejectionPage;
  };
  /** PUT /v1/batches/{id}/lines: Upload lines of an open batch: its messages' fields */
  putBatchLines: {
    query: {
      /** Where the bytes begin in the upload. */
      offset: number;
    };
    body: undefined;
    answer: TakenLines;
  };
  /** POST /v1/contacts: Add a contact */
  createContact: {
    query: Record<string, never>;
    body: NewContact;
    answer: Contact;
  };
  /** GET /v1/contacts: List or find contacts */
  listContacts: {
    query: {
      /** The beginning of a number or of an address; or words that are all in the names; the last one may be the beginning of one. */
      q?: string | undefined;
      /** How many at the most. */
      limit?: number | undefined;
      /** The `nextCursor` of the page before. */
      cursor?: string | undefined;
    };
    body: undefined;
    answer: ContactPage;
  };
  /** GET /v1/contacts/{id}: Get a contact */
  getContact: {
    query: Record<string, never>;
    body: undefined;
    answer: Contact;
  };
  /** PATCH /v1/contacts/{id}: Edit a contact */
  editContact: {
    query: Record<string, never>;
    body: ContactChanges;
    answer: Contact;
  };
  /** DELETE /v1/contacts/{id}: Delete a contact and cancel its messages */
  deleteContact: {
    query: Record<string, never>;
    body: undefined;
    answer: DeletedContact;
  };
  /** GET /v1/contacts/{id}/conversation: Read a contact's conversation */
  getConversation: {
    query: {
      /** How many at the most. */
      limit?: number | undefined;
      /** The `nextCursor` of the page before. */
      cursor?: string | undefined;
    };
    body: undefined;
    answer: Conversation;
  };
  /** GET /v1/contacts/{id}/senders: List what this key may send to a contact from */
  listSenderChoices: {
    query: {
      channel: "email" | "sms" | "mms" | "whatsapp" | "imessage";
    };
    body: undefined;
    answer: SenderChoices;
  };
  /** GET /v1/contacts/{id}/recipients: List where a channel can reach a contact */
  listRecipientChoices: {
    query: {
      channel: "email" | "sms" | "mms" | "whatsapp" | "imessage";
    };
    body: undefined;
    answer: RecipientChoices;
  };
  /** GET /v1/contacts/{id}/send-time: See when the optimizer would send to a contact, and why */
  explainSendTime: {
    query: {
      window?: "24h" | "48h" | "72h" | undefined;
    };
    body: undefined;
    answer: SendTimeExplanation;
  };
  /** POST /v1/senders: Add a sender */
  createSender: {
    query: Record<string, never>;
    body: NewSender;
    answer: Sender;
  };
  /** GET /v1/senders: List senders */
  listSenders: {
    query: {
      /** How many at the most. */
      limit?: number | undefined;
      /** The `nextCursor` of the page before. */
      cursor?: string | undefined;
    };
    body: undefined;
    answer: SenderPage;
  };
  /** GET /v1/senders/{id}: Get a sender */
  getSender: {
    query: Record<string, never>;
    body: undefined;
    answer: Sender;
  };
  /** PATCH /v1/senders/{id}: Edit a sender */
  editSender: {
    query: Record<string, never>;
    body: SenderChanges;
    answer: Sender;
  };
  /** DELETE /v1/senders/{id}: Delete a sender */
  deleteSender: {
    query: Record<string, never>;
    body: undefined;
    answer: undefined;
  };
  /** POST /v1/users: Add a user */
  createUser: {
    query: Record<string, never>;
    body: NewUser;
    answer: User;
  };
  /** GET /v1/users: List users */
  listUsers: {
    query: {
      /** How many at the most. */
      limit?: number | undefined;
      /** The `nextCursor` of the page before. */
      cursor?: string | undefined;
    };
    body: undefined;
    answer: UserPage;
  };
  /** GET /v1/users/{id}: Get a user */
  getUser: {
    query: Record<string, never>;
    body: undefined;
    answer: User;
  };
  /** PATCH /v1/users/{id}: Edit a user */
  editUser: {
    query: Record<string, never>;
    body: UserChanges;
    answer: User;
  };
  /** POST /v1/keys: Make a key */
  createKey: {
    query: Record<string, never>;
    body: NewKey;
    answer: CreatedKey;
  };
  /** GET /v1/keys: List keys */
  listKeys: {
    query: {
      /** Keys that act as this user. */
      userId?: string | undefined;
      /** How many at the most. */
      limit?: number | undefined;
      /** The `nextCursor` of the page before. */
      cursor?: string | undefined;
    };
    body: undefined;
    answer: KeyPage;
  };
  /** POST /v1/keys/{id}/rotate: Replace a key */
  rotateKey: {
    query: Record<string, never>;
    body: Rotation;
    answer: CreatedKey;
  };
  /** DELETE /v1/keys/{id}: Delete a key */
  deleteKey: {
    query: Record<string, never>;
    body: undefined;
    answer: undefined;
  };
  /** GET /v1/workspace: Get the key's workspace */
  getWorkspace: {
    query: Record<string, never>;
    body: undefined;
    answer: Workspace;
  };
  /** PATCH /v1/workspace: Change the workspace's settings */
  editWorkspace: {
    query: Record<string, never>;
    body: WorkspaceChanges;
    answer: Workspace;
  };
  /** POST /v1/webhooks: Add an endpoint */
  createEndpoint: {
    query: Record<string, never>;
    body: NewEndpoint;
    answer: EndpointWithSecret;
  };
  /** GET /v1/webhooks: List endpoints */
  listEndpoints: {
    query: {
      /** How many at the most. */
      limit?: number | undefined;
      /** The `nextCursor` of the page before. */
      cursor?: string | undefined;
    };
    body: undefined;
    answer: EndpointPage;
  };
  /** GET /v1/webhooks/{id}: Get an endpoint */
  getEndpoint: {
    query: Record<string, never>;
    body: undefined;
    answer: Endpoint;
  };
  /** PATCH /v1/webhooks/{id}: Edit, disable or enable an endpoint */
  editEndpoint: {
    query: Record<string, never>;
    body: EndpointChanges;
    answer: Endpoint;
  };
  /** DELETE /v1/webhooks/{id}: Delete an endpoint */
  deleteEndpoint: {
    query: Record<string, never>;
    body: undefined;
    answer: undefined;
  };
  /** POST /v1/webhooks/{id}/rotate-secret: Replace an endpoint's secret */
  rotateEndpointSecret: {
    query: Record<string, never>;
    body: SecretRotation;
    answer: EndpointWithSecret;
  };
  /** POST /v1/webhooks/{id}/test: Call an endpoint now */
  testEndpoint: {
    query: Record<string, never>;
    body: undefined;
    answer: EndpointTest;
  };
  /** GET /v1/webhooks/{id}/deliveries: List what an endpoint was told */
  listDeliveries: {
    query: {
      status?: "pending" | "delivered" | "failed" | undefined;
      /** How many at the most. */
      limit?: number | undefined;
      /** The `nextCursor` of the page before. */
      cursor?: string | undefined;
    };
    body: undefined;
    answer: WebhookDeliveryPage;
  };
  /** POST /v1/webhooks/{id}/replay: Have an endpoint told again */
  replayEvents: {
    query: Record<string, never>;
    body: ReplayRequest;
    answer: Replayed;
  };
  /** PUT /v1/suppressions: Suppress an address */
  putSuppression: {
    query: Record<string, never>;
    body: NewSuppression;
    answer: MadeSuppression;
  };
  /** GET /v1/suppressions: List suppressions */
  listSuppressions: {
    query: {
      /** Of this address. */
      address?: string | undefined;
      /** `mms` is taken as `sms`: they are one. */
      channel?: "email" | "sms" | "mms" | "whatsapp" | "imessage" | undefined;
      reason?: "opted_out" | "unsubscribed" | "spam_report" | "bounced" | "blacklisted" | undefined;
      /** How many at the most. */
      limit?: number | undefined;
      /** The `nextCursor` of the page before. */
      cursor?: string | undefined;
    };
    body: undefined;
    answer: SuppressionPage;
  };
  /** DELETE /v1/suppressions: Let messages go to an address again */
  deleteSuppression: {
    query: {
      address?: string | undefined;
      /** `mms` is taken as `sms`: they are one. */
      channel?: "email" | "sms" | "mms" | "whatsapp" | "imessage" | undefined;
    };
    body: SuppressedAddress | undefined;
    answer: undefined;
  };
  /** GET /v1/sink/deliveries: List what the sink was given */
  listSinkDeliveries: {
    query: {
      /** Deliveries of this message. */
      messageId?: string | undefined;
      /** How many at the most. */
      limit?: number | undefined;
      /** The `nextCursor` of the page before. */
      cursor?: string | undefined;
    };
    body: undefined;
    answer: SinkDeliveryPage;
  };
  /** POST /v1/engagement-events: Tell what recipients did, and when */
  createEngagementEvents: {
    query: Record<string, never>;
    body: NewEngagementEvents;
    answer: AcceptedEngagementEvents;
  };
  /** GET /v1/replies: List replies */
  listReplies: {
    query: {
      /** Of this contact alone. */
      contactId?: string | undefined;
      /** From this number or address alone. */
      from?: string | undefined;
      /** `true`: only from addresses that no contact was known by; `false`: the others. */
      unknown?: "true" | "false" | undefined;
      /** How many at the most. */
      limit?: number | undefined;
      /** The `nextCursor` of the page before. */
      cursor?: string | undefined;
    };
    body: undefined;
    answer: ReplyPage;
  };
  /** GET /v1/replies/{id}: Get a reply */
  getReply: {
    query: Record<string, never>;
    body: undefined;
    answer: Reply;
  };
  /** GET /v1/availability: Ask whether a number has iMessage */
  getAvailability: {
    query: {
      /** A phone number. */
      to: string;
    };
    body: undefined;
    answer: Availability;
  };
  /** GET /v1/send-time/report: See what send-time optimization did */
  reportSendTimes: {
    query: {
      /** Messages accepted at this instant or later; 90 days before `until`. */
      since?: string | Date | undefined;
      /** Messages accepted before this instant; now. */
      until?: string | Date | undefined;
      window?: "24h" | "48h" | "72h" | undefined;
    };
    body: undefined;
    answer: SendTimeReport;
  };
}
