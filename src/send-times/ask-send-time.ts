import { createQuietEnd } from '#domain/quiet-end';
import type { SendTimeQuestion } from '#domain/send-time/send-time-question';
import { type SendTimeWindow, sendTimeWindows } from '#domain/send-time/send-time-windows';
import type { WorkspaceCurve } from '#domain/send-time/workspace-curve';
import type { ZoneRules } from '#domain/time-zone';
import { type PlanScope, readsOf } from '#messages/plan-reads';
import { toSendTimeModel } from './to-send-time-model.ts';

/** Who a moment is picked for, and out of which window. */
export interface SendTimeSubject {
  contactId: string | null;
  /** What counts without a contact. */
  address: string;
  /** The contact's; `null`: unknown. */
  timeZone: string | null;
  window: SendTimeWindow;
  /** `null`: nothing is stored under it. */
  messageId: string | null;
}

/** What a curve has not that was learned before it was thought of. */
const sinceLearned: Pick<WorkspaceCurve, 'hazard' | 'patterns'> = { hazard: null, patterns: [] };

/** Reads all that the model decides by. */
export async function askSendTime(
  { zoneRules }: { zoneRules: ZoneRules },
  scope: PlanScope,
  { contactId, address, timeZone, window, messageId }: SendTimeSubject,
): Promise<SendTimeQuestion> {
  const reads = readsOf(scope);
  const workspace = await reads.workspace();
  const subject = contactId === null ? { contactId, address } : { contactId, address: null };
  // One round trip for both.
  const [history, { model, curve }] = await Promise.all([
    reads.engagementHistory(subject),
    reads.sendTimeSetup(),
  ]);
  return {
    nowMs: scope.now.getTime(),
    windowHours: sendTimeWindows[window],
    // A zone that the rules do not know tells as little as none.
    zone: timeZone !== null && zoneRules.has(timeZone) ? timeZone : null,
    rules: zoneRules,
    history,
    curve: curve?.curve ? Object.assign({}, sinceLearned, curve.curve) : null,
    model: toSendTimeModel(model),
    quietEndAt: createQuietEnd(
      {
        quietHours: workspace.quietHours,
        contactTimeZone: timeZone,
        workspaceTimeZone: workspace.defaultTimeZone,
      },
      zoneRules,
    ),
    jitterKey: messageId,
  };
}
