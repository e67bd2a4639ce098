import {
  type EngagementSubject,
  findEngagementHistories,
  toSubjectKey,
} from '#db/find-engagement-history';
import { findSendTimeSetup, type SendTimeSetup } from '#db/find-send-time-setup';
import type { WorkspaceRow } from '#db/find-workspace';
import type { Scope } from '#db/scope';
import type { EngagementHistory } from '#domain/send-time/engagement-history';
import { createLoader } from './create-loader.ts';
import { createTurns, type Turns } from './create-turns.ts';

/** What is read to optimize messages (O1). */
export interface SendTimeReads {
  /** As far back as the workspace keeps it. */
  engagementHistory(of: EngagementSubject): Promise<EngagementHistory>;
  sendTimeSetup(): Promise<SendTimeSetup>;
  /** Where many are planned at once, they decide one after the other. */
  inTurn: Turns;
}

const DAY_MS = 86_400_000;
const nothing: EngagementHistory = { engagements: [], sends: [] };

/** Remembers what was read, as all that plans read. */
export function createSendTimeReads(
  scope: Scope,
  workspace: () => Promise<WorkspaceRow>,
): SendTimeReads {
  let setup: Promise<SendTimeSetup> | undefined;
  return {
    inTurn: createTurns(),
    ...createHistoryRead(scope, workspace),
    sendTimeSetup: () => {
      setup ??= findSendTimeSetup(scope.tx, scope.workspaceId);
      return setup;
    },
  };
}

/**
 * Remembers the histories alone. They are large: whoever plans thousands of messages begins anew
 * after every few hundred, so that what was read before is let go.
 */
export function createHistoryRead(
  { tx, now }: Pick<Scope, 'tx' | 'now'>,
  workspace: () => Promise<WorkspaceRow>,
): Pick<SendTimeReads, 'engagementHistory'> {
  const history = createLoader({
    nameOf: toSubjectKey,
    load: async (subjects: readonly EngagementSubject[]) => {
      const keptMs = (await workspace()).engagementRetentionDays * DAY_MS;
      return findEngagementHistories(tx, subjects, new Date(now.getTime() - keptMs));
    },
  });
  return { engagementHistory: async (of) => (await history(of)) ?? nothing };
}
