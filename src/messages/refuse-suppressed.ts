import type { Scope } from '#db/scope';
import { AppError } from '#domain/errors';
import type { Channel } from '#domain/message';
import { toSuppressionChannel } from '#domain/suppression';
import { readsOf } from './plan-reads.ts';

/**
 * Refuses a recipient that wants no more messages (C6).
 *
 * @param pointer to what named the recipient.
 * @throws AppError `recipient_suppressed`
 */
export async function refuseSuppressed(
  scope: Scope,
  to: { channel: Channel; address: string },
  pointer: string,
): Promise<void> {
  const reason = await readsOf(scope).suppression({
    channel: toSuppressionChannel(to.channel),
    address: to.address,
  });
  if (reason === null) return;
  const detail = `the recipient is suppressed on ${to.channel}: ${reason}`;
  throw new AppError('recipient_suppressed', detail, [{ pointer, detail }]);
}
