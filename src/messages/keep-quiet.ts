import type { WorkspaceRow } from '#db/find-workspace';
import type { Scope } from '#db/scope';
import { decideQuiet } from '#domain/decide-quiet';
import { toLocal } from '#domain/to-local';
import type { ChosenTiming } from './choose-timing.ts';
import type { MessageDeps } from './message-deps.ts';
import { readsOf } from './plan-reads.ts';

interface Chosen {
  timing: ChosenTiming;
  contactId: string | null;
  workspace: Pick<WorkspaceRow, 'quietHours' | 'defaultTimeZone'>;
}

/**
 * Moves a send time out of the recipient's quiet hours (T7), whatever made it; what the caller
 * wrote stays beside it. A time that is past already is due now, so that now is what counts.
 */
export async function keepQuiet(
  deps: MessageDeps,
  scope: Scope,
  { timing, contactId, workspace }: Chosen,
): Promise<ChosenTiming> {
  const { quietHours, defaultTimeZone } = workspace;
  if (quietHours === null) return timing;
  const { sendAt, timeZone } = timing;
  const quiet = decideQuiet(
    new Date(Math.max(sendAt.getTime(), scope.now.getTime())),
    {
      quietHours,
      contactTimeZone: contactId && ((await readsOf(scope).contact(contactId))?.timeZone ?? null),
      workspaceTimeZone: defaultTimeZone,
    },
    deps.zoneRules,
  );
  if (quiet === null) return timing;
  return {
    ...timing,
    reason: 'quiet_hours',
    sendAt: quiet.until,
    localSendAt: timeZone && toLocal(quiet.until.getTime(), timeZone, deps.zoneRules),
    movedFrom: sendAt,
    quiet: { ...quietHours, ...quiet, reasonBefore: timing.reason },
  };
}
