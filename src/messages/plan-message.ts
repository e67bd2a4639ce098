import type { SenderRow } from '#db/find-sender';
import type { IfLate, Warning } from '#db/schema/message-columns';
import { checkBatch } from './check-batch.ts';
import { chooseFallback } from './choose-fallback.ts';
import { type ChosenRecipient, chooseRecipient } from './choose-recipient.ts';
import { type ChosenSender, chooseSender } from './choose-sender.ts';
import { type ChosenTiming, chooseTiming } from './choose-timing.ts';
import { findWarnings } from './find-warnings.ts';
import { keepQuiet } from './keep-quiet.ts';
import type { MessageDeps } from './message-deps.ts';
import type { MessageInput } from './message-input.ts';
import { optimizeTiming } from './optimize-timing.ts';
import { parseIfLate } from './parse-if-late.ts';
import { type PlanScope, readsOf } from './plan-reads.ts';
import { type RenderedContent, renderContent } from './render-content.ts';

/** A message that is asked for, and the id that it is to have; `null`: it is not to be stored. */
interface MessageToPlan {
  input: MessageInput;
  messageId: string | null;
}

/** All that is decided about a message before it is stored. */
export interface MessagePlan {
  recipient: ChosenRecipient;
  content: RenderedContent;
  sender: ChosenSender;
  timing: ChosenTiming;
  ifLate: IfLate | null;
  /** What an iMessage goes out from as SMS, if it has to; `null` without any. */
  fallback: SenderRow | null;
  warnings: Warning[];
  /** Its batch is not running: it waits until that goes on. */
  isHeld: boolean;
}

/**
 * Decides where, from whom and when a message goes. Stores nothing.
 *
 * @throws AppError `validation_failed`, `variables_missing`, `sender_unknown`, `sender_not_allowed`,
 * `sender_inactive`, `sender_required`, `recipient_suppressed`.
 */
export async function planMessage(
  deps: MessageDeps,
  asker: PlanScope,
  { input, messageId }: MessageToPlan,
): Promise<MessagePlan> {
  const scope: PlanScope = { ...asker, reads: readsOf(asker) };
  const { isHeld } = await checkBatch(scope, input.batchId, messageId !== null);
  const asked = chooseTiming(input, scope.now, deps.zoneRules);
  const ifLate = parseIfLate(input.ifLate);
  const workspace = await readsOf(scope).workspace();
  const recipient = await chooseRecipient(scope, {
    channel: input.channel,
    contactId: input.contactId,
    to: input.to,
    recipientName: input.recipientName,
    defaultCountry: workspace.defaultCountry,
  });
  const { contactId } = recipient;
  const content = await renderContent(scope, input, {
    contactId,
    recipientName: recipient.name,
    variables: input.variables ?? {},
  });
  const chosen = await optimizeTiming(deps, scope, {
    timing: asked,
    optimize: input.optimize,
    contactId,
    address: recipient.address,
    messageId,
  });
  const timing = await keepQuiet(deps, scope, { timing: chosen, contactId, workspace });
  const sender = await chooseSender(scope, {
    channel: input.channel,
    from: input.from,
    contactId,
  });
  const fallback = await chooseFallback(scope, {
    channel: input.channel,
    contactId,
    chosenId: null,
  });
  const warnings = await findWarnings(deps, scope, {
    channel: input.channel,
    recipient: recipient.address,
    contentSid: input.contentSid,
    contentVariables: input.contentVariables,
    provider: sender.sender.provider,
    sendAt: timing.sendAt,
    fallbackSenderId: fallback?.id ?? null,
  });
  return { recipient, content, sender, timing, ifLate, fallback, warnings, isHeld };
}
