import { sendClaimed } from '#activities/send-claimed';
import { createSendSlots } from '#activities/send-slots';
import { createSettler } from '#activities/settler';
import { claimMessage } from '#db/messages/claim-messages';
import type { Core } from '#runtime/open-core';
import { createHttpProvider } from './http-provider.ts';

type SendDeps = Parameters<typeof sendClaimed>[0];

/** Claim, call and outcome by Punctual's own code, for those whom it is compared with. */
export function createClaimAndSend(core: Core, providerUrl: string) {
  const deps: SendDeps = {
    db: core.connection.db,
    clock: core.clock,
    providers: { sink: createHttpProvider(providerUrl) },
    slots: createSendSlots(1),
    settler: createSettler(core.connection.db),
    // Only the reconciler looks at these.
    workflows: {
      running: async () => new Set<string>(),
      async *allRunning() {},
      end: async () => {},
    },
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
