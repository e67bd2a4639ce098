import { editMessageRow } from '#db/messages/edit-message';
import { findMessage, type MessageWithSender } from '#db/messages/find-message';
import type { MessageRow, NewMessageRow } from '#db/messages/message-row';
import type { Scope } from '#db/scope';
import { AppError } from '#domain/errors';
import type { ProviderName } from '#domain/sender';
import { chooseFallback } from './choose-fallback.ts';
import { findWarnings } from './find-warnings.ts';
import { messageNotFound } from './get-message.ts';
import type { MessageDeps } from './message-deps.ts';
import type { MessageChanges } from './message-input.ts';
import { type MessageView, toMessageView } from './message-view.ts';
import { parseIfLate } from './parse-if-late.ts';
import { refuseChange } from './refuse-change.ts';
import { replanContent } from './replan-content.ts';
import { replanRoute } from './replan-route.ts';
import { replanTiming } from './replan-timing.ts';

/**
 * Edits or reschedules a message that is not claimed yet (C2).
 *
 * @param ifMatch the version that the caller has seen; `null`: whichever there is.
 * @throws AppError `not_found`, `already_sending`, `final`, `optimized_message_locked`,
 * `version_mismatch`, and what `scheduleMessage` throws.
 */
export async function editMessage(
  deps: MessageDeps,
  scope: Scope,
  id: string,
  changes: MessageChanges,
  ifMatch: number | null,
): Promise<MessageView> {
  for (;;) {
    const found = await findMessage(scope.tx, id);
    if (!found) throw messageNotFound();
    const { message } = found;
    await refuseChange(scope, message);
    refuseStale(message, ifMatch);
    const planned = await plan(deps, scope, found, changes);
    if (planned.fields.length === 0) return toMessageView(message, found.sender);
    const edited = await editMessageRow(scope.tx, {
      id,
      version: message.version,
      changes: planned.row,
      now: scope.now,
      event: toEvent(message, planned),
    });
    if (edited) return toMessageView(edited, planned.sender ?? found.sender);
    // Claimed, canceled or edited between the two statements: look again.
  }
}

function refuseStale(message: MessageRow, ifMatch: number | null): void {
  if (ifMatch === null || ifMatch === message.version) return;
  throw new AppError(
    'version_mismatch',
    `the message is at version ${message.version}, If-Match names version ${ifMatch}`,
  );
}

async function plan(
  deps: MessageDeps,
  scope: Scope,
  found: MessageWithSender,
  changes: MessageChanges,
) {
  const { message, sender } = found;
  const timing = await replanTiming(deps, scope, message, changes);
  const route = await replanRoute(scope, found, changes);
  const row: Partial<NewMessageRow> = {
    ...replanSettings(changes),
    ...(await replanContent(scope, message, changes)),
    ...timing.row,
    ...route.row,
    // As iMessage again: what was true of another recipient, or then, may not be now.
    fallbackReason: null,
  };
  const { provider } = route.sender ?? sender;
  const edited = { ...message, ...row } as MessageRow;
  const outlook = await replanOutlook(deps, scope, { ...edited, provider });
  const fields = Object.keys(changes);
  return { row: { ...row, ...outlook }, sender: route.sender, fields, timing };
}

/** What an iMessage falls back to and what the caller is warned of, as things stand now. */
async function replanOutlook(
  deps: MessageDeps,
  scope: Scope,
  message: MessageRow & { provider: ProviderName },
) {
  const { channel, contactId, fallbackSenderId: chosenId } = message;
  const fallback = await chooseFallback(scope, { channel, contactId, chosenId });
  const fallbackSenderId = fallback?.id ?? null;
  const warnings = await findWarnings(deps, scope, { ...message, fallbackSenderId });
  return { fallbackSenderId, warnings };
}

function replanSettings(changes: MessageChanges): Partial<NewMessageRow> {
  return {
    ...(changes.metadata === undefined ? {} : { metadata: changes.metadata ?? {} }),
    ...(changes.cancelOn === undefined ? {} : { cancelOn: changes.cancelOn ?? [] }),
    ...(changes.onUnknown === undefined ? {} : { onUnknown: changes.onUnknown ?? 'reconcile' }),
    ...(changes.ifLate === undefined ? {} : { ifLate: parseIfLate(changes.ifLate) }),
  };
}

function toEvent(message: MessageRow, planned: Awaited<ReturnType<typeof plan>>) {
  const { sendAt } = planned.row;
  const isMoved = sendAt !== undefined && sendAt.getTime() !== message.sendAt.getTime();
  const times = isMoved
    ? {
        from: message.sendAt.toISOString(),
        to: sendAt.toISOString(),
        tzVersion: planned.row.tzVersion,
      }
    : {};
  return {
    kind: isMoved ? ('rescheduled' as const) : ('edited' as const),
    details: { fields: planned.fields, ...times, ...planned.timing.details },
  };
}
