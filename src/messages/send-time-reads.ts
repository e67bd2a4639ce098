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
  { tx, workspaceId, now }: Scope,
  workspace: () => Promise<WorkspaceRow>,
): SendTimeReads {
  let setup: Promise<SendTimeSetup> | undefined;
  const history = createLoader({
    nameOf: toSubjectKey,
    load: async (subjects: readonly EngagementSubject[]) => {
      const keptMs = (await workspace()).engagementRetentionDays * DAY_MS;
      return findEngagementHistories(tx, subjects, new Date(now.getTime() - keptMs));
    },
  });
  return {
    inTurn: createTurns(),
    engagementHistory: async (of) => (await history(of)) ?? nothing,
    sendTimeSetup: () => {
      setup ??= findSendTimeSetup(tx, workspaceId);
      return setup;
    },
  };
}
