import type { SenderRow } from '#db/find-sender';
import type { MessageRow } from '#db/messages/message-row';
import { countSegments, type Segments } from '#domain/count-segments';
import type { CancelReason, Channel } from '#domain/message';
import type { Status } from '#domain/status';
import type { TemplatedTexts } from '#domain/templates/templated-fields';
import type { TimingKind, TimingReason } from '#domain/timing';

/** A message as callers see it. */
export interface MessageView {
  id: string;
  status: Status;
  channel: Channel;
  contactId: string | null;
  to: string;
  recipientName: string | null;
  from: { id: string; name: string; address: string | null };
  subject: string | null;
  text: string | null;
  html: string | null;
  /** What those were made of, where they were templates. */
  template: TemplatedTexts | null;
  /** `null` for channels that are not cut into segments. */
  segments: Segments | null;
  mediaUrls: string[] | null;
  contentSid: string | null;
  contentVariables: Record<string, string> | null;
  sendAt: Date;
  requestedSendAt: string | null;
  localSendAt: string | null;
  timeZone: string | null;
  timing: {
    kind: TimingKind;
    window?: string;
    reason: TimingReason;
    modelVersion?: string;
    tzVersion?: string;
    movedFrom?: Date;
  };
  nextAttemptAt: Date | null;
  ifLate: { after: string; then: 'send' | 'skip' } | null;
  cancelOn: string[];
  onUnknown: 'reconcile' | 'resend';
  warnings: { code: string; detail: string }[];
  variables: Record<string, string>;
  batchId: string | null;
  metadata: Record<string, string>;
  createdAt: Date;
  updatedAt: Date;
  sentAt: Date | null;
  deliveredAt: Date | null;
  canceledAt: Date | null;
  cancelReason: CancelReason | null;
  failure: { code: string; detail: string } | null;
  providerMessageId: string | null;
  workflowId: string;
  version: number;
}

/** The view of a row and the sender that it goes out from. */
export function toMessageView(row: MessageRow, sender: SenderRow): MessageView {
  return {
    id: row.id,
    status: row.status,
    channel: row.channel,
    contactId: row.contactId,
    to: row.recipient,
    recipientName: row.recipientName,
    from: { id: sender.id, name: sender.name, address: sender.address ?? sender.serviceSid },
    subject: row.subject,
    text: row.text,
    html: row.html,
    template: row.templates,
    segments: toSegments(row),
    mediaUrls: row.mediaUrls,
    contentSid: row.contentSid,
    contentVariables: row.contentVariables,
    sendAt: row.sendAt,
    requestedSendAt: row.requestedSendAt,
    localSendAt: row.localSendAt,
    timeZone: row.timeZone,
    timing: toTimingView(row),
    nextAttemptAt: row.nextAttemptAt,
    ifLate: row.ifLate && { after: row.ifLate.after, then: row.ifLate.action },
    cancelOn: row.cancelOn,
    onUnknown: row.onUnknown,
    warnings: row.warnings,
    variables: row.variables,
    batchId: row.batchId,
    metadata: row.metadata,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    sentAt: row.sentAt,
    deliveredAt: row.deliveredAt,
    canceledAt: row.canceledAt,
    cancelReason: row.cancelReason,
    failure:
      row.failureCode === null
        ? null
        : { code: row.failureCode, detail: row.failureDetail ?? row.failureCode },
    providerMessageId: row.providerMessageId,
    workflowId: row.id,
    version: row.version,
  };
}

/** How the text of an SMS is cut, as it stands. */
export function toSegments({
  channel,
  text,
}: Pick<MessageRow, 'channel' | 'text'>): Segments | null {
  return channel === 'sms' && text !== null ? countSegments(text) : null;
}

/** Why a message goes when it does, as callers see it. */
export function toTimingView(
  row: Pick<
    MessageRow,
    'timingKind' | 'timingWindow' | 'timingReason' | 'modelVersion' | 'tzVersion' | 'movedFrom'
  >,
): MessageView['timing'] {
  return {
    kind: row.timingKind,
    ...(row.timingWindow === null ? {} : { window: row.timingWindow }),
    reason: row.timingReason,
    ...(row.modelVersion === null ? {} : { modelVersion: row.modelVersion }),
    ...(row.tzVersion === null ? {} : { tzVersion: row.tzVersion }),
    ...(row.movedFrom === null ? {} : { movedFrom: row.movedFrom }),
  };
}
