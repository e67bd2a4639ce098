import { findOpenAttempts, withoutTaken } from '#db/messages/find-rivals';
import { findUnknown, type UnknownMessage } from '#db/messages/find-unknown';
import { recordFound, recordNotFound, stopLooking } from '#db/messages/record-look';
import { PROVIDER_TIMEOUT_MS } from '#domain/delivery';
import { decideLook, type FoundReport } from '#domain/look-up';
import { findOwn } from '#domain/match-attempts';
import type { LookUpAnswer, Provider } from '#providers/provider';
import type { ActivityDeps } from './activity-deps.ts';

/** A provider that has just lost answers is not to be flooded with questions. */
const AT_ONCE = 20;

/**
 * Asks providers what became of messages that are `unknown`: what they took moves on as by a
 * report. What they do not show stays as it is, and is asked for again, for a day.
 */
export async function lookUpUnknown(deps: ActivityDeps, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const now = new Date(deps.clock.nowMs());
    const due = await findUnknown(deps.db, now, AT_ONCE);
    const looks = byRecipient(due).map(async (messages) => {
      for (const message of messages) await lookUp(deps, message, now);
    });
    const failed = (await Promise.allSettled(looks)).find((look) => look.status === 'rejected');
    if (failed) throw failed.reason;
    if (due.length < AT_ONCE) return;
  }
}

/** Messages to one recipient may look the same: one is settled before the next is asked for. */
function byRecipient(due: readonly UnknownMessage[]): UnknownMessage[][] {
  const lines = new Map<string, UnknownMessage[]>();
  for (const message of due) {
    lines.set(message.recipient, [...(lines.get(message.recipient) ?? []), message]);
  }
  return [...lines.values()];
}

async function lookUp(deps: ActivityDeps, message: UnknownMessage, now: Date): Promise<void> {
  const provider = deps.providers[message.provider];
  if (!provider.lookUp) return stopLooking(deps.db, message.id);
  const answer = await ask(deps, provider, message);
  const report = await findReport(deps, message, answer);
  if (report && (await recordFound(deps.db, message, { report, now }))) return;
  const unavailable = answer.kind === 'unavailable' ? answer.code : null;
  const settlement = decideLook(unavailable, { unknownSince: message.unknownSince, now });
  await recordNotFound(deps.db, message, { settlement, now });
}

async function ask(
  deps: ActivityDeps,
  provider: Provider,
  message: UnknownMessage,
): Promise<LookUpAnswer> {
  const { id: messageId, workspaceId, channel, recipient: to, text, attemptedAt } = message;
  const from = { address: message.address, serviceSid: message.serviceSid };
  const question = { messageId, workspaceId, channel, from, to, text, attemptedAt };
  try {
    const answer = await provider.lookUp?.(question, PROVIDER_TIMEOUT_MS);
    return answer ?? { kind: 'none' };
  } catch {
    // A provider that throws breaks its promise; its text can hold anything, the message too.
    deps.observer.failed('look-up', new Error(`${message.provider} threw`));
    return { kind: 'unavailable', code: 'provider_error' };
  }
}

async function findReport(
  deps: ActivityDeps,
  message: UnknownMessage,
  answer: LookUpAnswer,
): Promise<FoundReport | null> {
  switch (answer.kind) {
    case 'found':
      return answer.report;
    case 'alike': {
      const free = await withoutTaken(deps.db, message, answer.reports);
      return findOwn(message.id, await findOpenAttempts(deps.db, message), free);
    }
    case 'none':
    case 'unavailable':
      return null;
  }
}
