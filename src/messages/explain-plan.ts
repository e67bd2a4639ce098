import type { ChosenTiming } from './choose-timing.ts';
import type { MessagePlan } from './plan-message.ts';

/** Why this moment, this sender, this address: what the timeline tells (H5). Nothing personal. */
export function explainPlan(plan: MessagePlan): Record<string, unknown> {
  return {
    timing: explainTiming(plan.timing),
    sender: { id: plan.sender.sender.id, chosenBy: plan.sender.chosenBy },
    recipient: { chosenBy: plan.recipient.chosenBy },
    ...(plan.fallback === null ? {} : { fallback: { senderId: plan.fallback.id } }),
  };
}

/** What was asked, and which zone rule made an instant of it. */
export function explainTiming(timing: ChosenTiming): Record<string, unknown> {
  return {
    kind: timing.kind,
    reason: timing.reason,
    sendAt: timing.sendAt.toISOString(),
    requestedSendAt: timing.requestedSendAt,
    timeZone: timing.timeZone,
    ambiguousTime: timing.zoneNote === null ? null : timing.ambiguousTime,
    zoneNote: timing.zoneNote,
    tzVersion: timing.tzVersion,
    window: timing.window,
    ...explainQuiet(timing),
    ...explainOptimizer(timing),
  };
}

/** T7: which quiet hours moved it, and on whose clocks. */
export function explainQuiet({ movedFrom, quiet }: ChosenTiming): Record<string, unknown> {
  if (movedFrom === null || quiet === null) return {};
  const { start, end, weekdays, timeZone, zoneOf } = quiet;
  const quietHours = { start, end, weekdays, timeZone, zoneOf };
  // Why it would have gone when it did not: the optimizer's reason, too.
  return { movedFrom: movedFrom.toISOString(), reasonBefore: quiet.reasonBefore, quietHours };
}

/** O4: what the model weighed; the message's row keeps the same. */
function explainOptimizer({ optimizer }: ChosenTiming): Record<string, unknown> {
  if (optimizer === null) return {};
  const { record, best } = optimizer;
  const candidates = best.map(({ atMs, value }) => ({
    at: new Date(atMs).toISOString(),
    value,
  }));
  return { optimizer: { ...record, candidates } };
}
