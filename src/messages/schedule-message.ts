import { insertMessage } from '#db/messages/insert-message';
import type { NewMessageRow } from '#db/messages/message-row';
import { newId } from '#db/new-id';
import type { Scope } from '#db/scope';
import { explainPlan } from './explain-plan.ts';
import type { MessageDeps } from './message-deps.ts';
import type { MessageInput } from './message-input.ts';
import { type MessageView, toMessageView } from './message-view.ts';
import { type MessagePlan, planMessage } from './plan-message.ts';

/**
 * Accepts a message: once the transaction commits, it goes out at its time, or its row says why
 * not.
 *
 * @throws AppError `validation_failed`, `variables_missing`, `sender_unknown`, `sender_not_allowed`,
 * `sender_inactive`, `sender_required`, `recipient_suppressed`.
 */
export async function scheduleMessage(
  deps: MessageDeps,
  scope: Scope,
  input: MessageInput,
): Promise<MessageView> {
  const messageId = newId('msg');
  const plan = await planMessage(deps, scope, { input, messageId });
  const row = toRow(scope, { input, messageId, plan });
  const stored = await insertMessage(scope.tx, row, explainPlan(plan));
  return toMessageView(stored, plan.sender.sender);
}

/** The row of a message that was planned. */
export function toRow(
  scope: Scope,
  { input, messageId, plan }: { input: MessageInput; messageId: string; plan: MessagePlan },
): NewMessageRow {
  const { recipient, content, sender, timing, ifLate, fallback, warnings } = plan;
  return {
    id: messageId,
    workspaceId: scope.workspaceId,
    channel: input.channel,
    status: 'scheduled',
    contactId: recipient.contactId,
    recipient: recipient.address,
    recipientName: recipient.name,
    senderId: sender.sender.id,
    fallbackSenderId: fallback?.id ?? null,
    warnings,
    ...content,
    mediaUrls: input.mediaUrls ?? null,
    contentSid: input.contentSid ?? null,
    contentVariables: input.contentVariables ?? null,
    variables: input.variables ?? {},
    batchId: input.batchId ?? null,
    held: plan.isHeld,
    metadata: input.metadata ?? {},
    timingKind: timing.kind,
    timingReason: timing.reason,
    timingWindow: timing.window,
    modelVersion: timing.optimizer?.record.modelVersion ?? null,
    sendTimeDecision: timing.optimizer?.record ?? null,
    requestedSendAt: timing.requestedSendAt,
    localSendAt: timing.localSendAt,
    timeZone: timing.timeZone,
    ambiguousTime: timing.ambiguousTime,
    tzVersion: timing.tzVersion,
    sendAt: timing.sendAt,
    movedFrom: timing.movedFrom,
    ifLate,
    cancelOn: input.cancelOn ?? [],
    onUnknown: input.onUnknown ?? 'reconcile',
    createdAt: scope.now,
    updatedAt: scope.now,
  };
}
