import { decideSendTime } from '#domain/send-time/decide-send-time';
import { toSendTimeRecord } from '#domain/send-time/send-time-record';
import { settleSendTime } from '#domain/send-time/settle-send-time';
import { type Candidate, weighSendTimes } from '#domain/send-time/weigh-send-times';
import { toLocal } from '#domain/to-local';
import { askSendTime } from '#send-times/ask-send-time';
import type { ChosenTiming } from './choose-timing.ts';
import type { MessageDeps } from './message-deps.ts';
import type { OptimizeInput } from './message-input.ts';
import { type PlanScope, readsOf } from './plan-reads.ts';

interface Asked {
  /** At its fallback. */
  timing: ChosenTiming;
  optimize: OptimizeInput | undefined;
  contactId: string | null;
  address: string;
  messageId: string | null;
}

const MOST_BEST = 3;

/** Gives a message that asked for it the moment that the model picks (O1), or its fallback (O2). */
export async function optimizeTiming(
  deps: MessageDeps,
  scope: PlanScope,
  { timing, optimize, contactId, address, messageId }: Asked,
): Promise<ChosenTiming> {
  if (optimize === undefined) return timing;
  const reads = readsOf(scope);
  const contact = contactId === null ? null : await reads.contact(contactId);
  const timeZone = contact?.timeZone ?? null;
  const { window } = optimize;
  const subject = { contactId, address, timeZone, window, messageId };
  const question = await askSendTime(deps, scope, subject);
  const { weighing, decision } = await reads.inTurn(() => {
    const weighing = weighSendTimes(question);
    return { weighing, decision: decideSendTime(question, weighing) };
  });
  const isDrawn = decision.reason === 'optimized' && messageId !== null;
  const holdoutShare = isDrawn ? await findHoldoutShare(scope) : 0;
  const { candidates } = weighing;
  const settled = settleSendTime(decision, question, {
    fallbackMs: timing.sendAt.getTime(),
    holdoutShare,
    candidates,
  });
  const holdout = settled.reason === 'holdout';
  return {
    ...timing,
    reason: settled.reason,
    sendAt: new Date(settled.sendAtMs),
    localSendAt: timing.timeZone && toLocal(settled.sendAtMs, timing.timeZone, deps.zoneRules),
    optimizer: {
      record: toSendTimeRecord(decision, window, { holdout, holdoutShare }),
      best: toBest(candidates),
    },
  };
}

/** Only where there is enough to compare with: 0 before. */
async function findHoldoutShare(scope: PlanScope): Promise<number> {
  const reads = readsOf(scope);
  const { holdsOut } = await reads.sendTimeSetup();
  return holdsOut ? (await reads.workspace()).holdoutShare : 0;
}

function toBest(candidates: readonly Candidate[]): Candidate[] {
  return candidates
    .toSorted((one, other) => other.value - one.value || one.atMs - other.atMs)
    .slice(0, MOST_BEST);
}
