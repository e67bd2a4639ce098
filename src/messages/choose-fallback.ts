import type { SenderRow } from '#db/find-sender';
import type { Warning } from '#db/schema/messages';
import type { Scope } from '#db/scope';
import type { Channel } from '#domain/message';
import { findUsualSender } from './choose-sender.ts';

/**
 * What an iMessage goes out from as SMS, if it has to (N3): the sender that an SMS would have.
 *
 * @returns `null` for all other channels, and where there is no sender for SMS.
 */
export async function chooseFallback(
  scope: Scope,
  channel: Channel,
  contactId: string | null,
): Promise<SenderRow | null> {
  if (channel !== 'imessage') return null;
  const usual = await findUsualSender(scope, 'sms', contactId);
  return usual?.sender ?? null;
}

/** Says that an iMessage cannot go as SMS. */
export function warnOfFallback(channel: Channel, fallback: SenderRow | null): Warning[] {
  if (channel !== 'imessage' || fallback !== null) return [];
  const detail = 'the workspace has no default sender for sms: the message goes as iMessage or not';
  return [{ code: 'no_sms_fallback', detail }];
}
