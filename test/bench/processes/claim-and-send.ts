import { sendClaimed } from '#activities/send-claimed';
import { createSendSlots } from '#activities/send-slots';
import { createSettler, type Settler } from '#activities/settler';
import type { Database } from '#db/connect';
import { claimMessage } from '#db/messages/claim-messages';
import { settleAttempts } from '#db/messages/settle-attempts';
import type { Core } from '#runtime/open-core';
import { everyProvider } from '#test/support/every-provider';
import { createHttpProvider } from './http-provider.ts';

type SendDeps = Parameters<typeof sendClaimed>[0];

export interface ClaimAndSend {
  providerUrl: string;
  /** Whether outcomes of jobs go together, as Punctual's do, or each in a statement of its own. */
  outcomes: 'together' | 'each';
}

/** Claim, call and outcome by Punctual's own code, for those whom it is compared with. */
export function createClaimAndSend(core: Core, { providerUrl, outcomes }: ClaimAndSend) {
  const { db } = core.connection;
  const provider = createHttpProvider(providerUrl);
  const deps: SendDeps = {
    db,
    clock: core.clock,
    zoneRules: core.zoneRules,
    providers: everyProvider(provider),
    slots: createSendSlots(1),
    settler: outcomes === 'together' ? createSettler(db) : settleEach(db),
    // Only the reconciler looks at these.
    workflows: {
      running: async () => new Set<string>(),
      async *allRunning() {},
      end: async () => {},
    },
    batches: { running: async () => new Set<string>() },
    observer: {
      called() {},
      settled() {},
      failed: (what, error) => core.log.warn({ what, err: error }, 'failed'),
    },
  };
  return async ({ messageId, version }: { messageId: string; version: number }) => {
    const now = new Date(deps.clock.nowMs());
    const claimed = await claimMessage(deps.db, messageId, version, now);
    if (claimed) await sendClaimed(deps, claimed);
    else throw new Error('not to be claimed');
  };
}

function settleEach(db: Database): Settler {
  return { settle: async (result) => (await settleAttempts(db, [result]))[0] ?? null };
}
