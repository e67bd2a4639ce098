import type { Scope } from '#db/scope';
import { explainPlan } from './explain-plan.ts';
import type { MessageDeps } from './message-deps.ts';
import type { MessageInput } from './message-input.ts';
import { type MessageView, toSegments, toTimingView } from './message-view.ts';
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
    | 'segments'
  > {
  /** Which rule decided what: as the timeline's first event would have it. */
  explanation: Record<string, unknown>;
}

/**
 * Decides all that `scheduleMessage` decides, and stores nothing. Without an id an optimized time
 * has no jitter, and nothing is held out. @throws AppError, as that.
 */
export async function previewMessage(
  deps: MessageDeps,
  scope: Scope,
  input: MessageInput,
): Promise<MessagePreview> {
  const plan = await planMessage(deps, scope, { input, messageId: null });
  const { recipient, content, timing } = plan;
  const { sender } = plan.sender;
  return {
    channel: input.channel,
    contactId: recipient.contactId,
    to: recipient.address,
    recipientName: recipient.name,
    from: { id: sender.id, name: sender.name, address: sender.address ?? sender.serviceSid },
    subject: content.subject,
    text: content.text,
    html: content.html,
    sendAt: timing.sendAt,
    requestedSendAt: timing.requestedSendAt,
    localSendAt: timing.localSendAt,
    timeZone: timing.timeZone,
    timing: toTimingView({
      timingKind: timing.kind,
      timingWindow: timing.window,
      timingReason: timing.reason,
      modelVersion: timing.optimizer?.record.modelVersion ?? null,
      tzVersion: timing.tzVersion,
      movedFrom: timing.movedFrom,
    }),
    warnings: plan.warnings,
    explanation: explainPlan(plan),
    segments: toSegments({ channel: input.channel, text: content.text }),
  };
}
