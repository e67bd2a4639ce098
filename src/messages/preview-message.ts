import type { Scope } from '#db/scope';
import type { Channel } from '#domain/message';
import { countSegments, type Segments } from './count-segments.ts';
import { explainPlan } from './explain-plan.ts';
import type { MessageDeps } from './message-deps.ts';
import type { MessageInput } from './message-input.ts';
import type { MessageView } from './message-view.ts';
import { planMessage } from './plan-message.ts';

/** What a POST would do. */
export interface MessagePreview
  extends Pick<
    MessageView,
    | 'channel'
    | 'contactId'
    | 'to'
    | 'recipientName'
    | 'from'
    | 'subject'
    | 'text'
    | 'html'
    | 'sendAt'
    | 'requestedSendAt'
    | 'localSendAt'
    | 'timeZone'
    | 'timing'
    | 'warnings'
  > {
  /** Which rule decided what: as the timeline's first event would have it. */
  explanation: Record<string, unknown>;
  /** `null` for channels that are not cut into segments. */
  segments: Segments | null;
}

/** Decides all that `scheduleMessage` decides, and stores nothing. @throws AppError, as that. */
export async function previewMessage(
  deps: MessageDeps,
  scope: Scope,
  input: MessageInput,
): Promise<MessagePreview> {
  const plan = await planMessage(deps, scope, input);
  const { recipient, timing } = plan;
  const { sender } = plan.sender;
  return {
    channel: input.channel,
    contactId: recipient.contactId,
    to: recipient.address,
    recipientName: recipient.name,
    from: { id: sender.id, name: sender.name, address: sender.address ?? sender.serviceSid },
    subject: input.subject ?? null,
    text: input.text ?? null,
    html: input.html ?? null,
    sendAt: timing.sendAt,
    requestedSendAt: timing.requestedSendAt,
    localSendAt: timing.localSendAt,
    timeZone: timing.timeZone,
    timing: {
      kind: timing.kind,
      ...(timing.window === null ? {} : { window: timing.window }),
      reason: timing.reason,
      ...(timing.tzVersion === null ? {} : { tzVersion: timing.tzVersion }),
    },
    warnings: plan.warnings,
    explanation: explainPlan(plan),
    segments: isSegmented(input.channel) && input.text ? countSegments(input.text) : null,
  };
}

function isSegmented(channel: Channel): boolean {
  return channel === 'sms';
}
