import { findWorkspace } from '#db/find-workspace';
import type { MessageRow, NewMessageRow } from '#db/messages/message-row';
import type { Scope } from '#db/scope';
import { validationFailed } from '#domain/errors';
import { toLocal } from '#domain/to-local';
import { type ChosenTiming, chooseTiming } from './choose-timing.ts';
import { explainQuiet } from './explain-plan.ts';
import { keepQuiet } from './keep-quiet.ts';
import type { MessageDeps } from './message-deps.ts';
import type { MessageChanges } from './message-input.ts';

/** What an edit makes of the send time, and what the timeline tells of that. */
export interface ReplannedTiming {
  row: Partial<NewMessageRow>;
  details: Record<string, unknown>;
}

/**
 * The send time of an edited message: what was asked before, with what is asked now laid over it.
 *
 * @throws AppError `validation_failed`.
 */
export async function replanTiming(
  deps: MessageDeps,
  scope: Scope,
  message: MessageRow,
  changes: MessageChanges,
): Promise<ReplannedTiming> {
  const { sendAt, timeZone, ambiguousTime } = changes;
  if (sendAt === undefined && timeZone === undefined && ambiguousTime === undefined) {
    return { row: {}, details: {} };
  }
  if (sendAt === null) {
    // Left out of a POST it means now: nobody should send at once by clearing a field.
    throw validationFailed([
      { pointer: '/sendAt', detail: 'sendAt can be moved, but not cleared' },
    ]);
  }
  const asked = {
    sendAt: sendAt ?? message.requestedSendAt ?? undefined,
    timeZone: (timeZone === undefined ? message.timeZone : timeZone) ?? undefined,
    ambiguousTime:
      (ambiguousTime === undefined ? message.ambiguousTime : ambiguousTime) ?? undefined,
  };
  // Where no local time was asked for, a zone is but a label: no instant moves, past or quiet.
  const isLabel = sendAt === undefined && message.timingKind !== 'local';
  const acceptedBy = isLabel ? Math.min(scope.now.getTime(), askedMs(message)) : scope.now;
  const timing = chooseTiming(asked, new Date(acceptedBy), deps.zoneRules);
  if (isLabel) return { row: toLabel(deps, message, timing), details: {} };
  const workspace = await findWorkspace(scope.tx, scope.workspaceId);
  const { contactId } = message;
  const moved = await keepQuiet(deps, scope, { timing, contactId, workspace });
  return { row: toRow(moved), details: explainQuiet(moved) };
}

/** The instant that was asked for: quiet hours may have moved the message away from it. */
function askedMs({ movedFrom, sendAt }: MessageRow): number {
  return (movedFrom ?? sendAt).getTime();
}

function toRow(timing: ChosenTiming): Partial<NewMessageRow> {
  return {
    timingKind: timing.kind,
    timingReason: timing.reason,
    timingWindow: timing.window,
    modelVersion: null,
    sendTimeDecision: null,
    requestedSendAt: timing.requestedSendAt,
    localSendAt: timing.localSendAt,
    timeZone: timing.timeZone,
    ambiguousTime: timing.ambiguousTime,
    tzVersion: timing.tzVersion,
    sendAt: timing.sendAt,
    movedFrom: timing.movedFrom,
    nextAttemptAt: null,
  };
}

function toLabel(
  deps: MessageDeps,
  message: MessageRow,
  timing: ChosenTiming,
): Partial<NewMessageRow> {
  const { timeZone, tzVersion, ambiguousTime } = timing;
  const localSendAt = timeZone && toLocal(message.sendAt.getTime(), timeZone, deps.zoneRules);
  return { timeZone, tzVersion, ambiguousTime, localSendAt };
}
