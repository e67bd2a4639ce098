import type { ClaimedMessage } from '#db/messages/claimed-message';
import { decideThread } from '#domain/decide-thread';
import type { EmailFields } from '#providers/provider';
import { toUnsubscribeUrl } from '#receipts/unsubscribe-token';

/**
 * What a claimed email has besides; `null` on every other channel.
 *
 * @param publicUrl where recipients reach the API; without it there is no link to unsubscribe.
 */
export function toEmailFields(
  { id, subject, sender, email }: ClaimedMessage,
  publicUrl: string | undefined,
): EmailFields | null {
  if (email === null) return null;
  const secret = email.unsubscribeSecret;
  return {
    replyTo: sender.settings.replyTo ?? null,
    thread: decideThread({ id, from: sender.address ?? '', subject: subject ?? '' }, email),
    unsubscribeUrl:
      publicUrl === undefined || secret === null ? null : toUnsubscribeUrl(publicUrl, id, secret),
  };
}
