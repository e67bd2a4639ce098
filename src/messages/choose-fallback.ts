import type { SenderRow } from '#db/find-sender';
import type { Scope } from '#db/scope';
import type { Channel } from '#domain/message';
import { findUsualSender } from './choose-sender.ts';
import { readsOf } from './plan-reads.ts';

export interface FallbackQuestion {
  channel: Channel;
  contactId: string | null;
  /** The sender that was chosen before; it stays while it can be used. */
  chosenId: string | null;
}

/**
 * What an iMessage goes out from as SMS, if it has to (N3): the sender that an SMS would have. It is
 * ours to choose, and no use of a number by the caller (N7).
 *
 * @returns `null` for all other channels, and where there is no sender for SMS.
 */
export async function chooseFallback(
  scope: Scope,
  { channel, contactId, chosenId }: FallbackQuestion,
): Promise<SenderRow | null> {
  if (channel !== 'imessage') return null;
  const chosen = chosenId === null ? null : await readsOf(scope).sender(chosenId);
  if (chosen?.active) return chosen;
  const usual = await findUsualSender(scope, 'sms', contactId);
  return usual?.sender ?? null;
}
