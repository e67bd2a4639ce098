import { validationFailed } from '#domain/errors';
import { type Channel, isEmail } from '#domain/message';
import { parseEmail } from '#domain/recipient';
import type { SenderSettings } from '#domain/sender';

const pointer = '/settings/replyTo';

/**
 * Reads what a sender's settings say of its channel.
 *
 * @throws AppError `validation_failed`
 */
export function parseSettings(
  channel: Channel,
  settings: SenderSettings | null | undefined,
): SenderSettings {
  const { replyTo, ...others } = settings ?? {};
  if (replyTo === undefined) return others;
  if (!isEmail(channel)) {
    throw validationFailed([{ pointer, detail: `replyTo is not a setting of ${channel}` }]);
  }
  const address = parseEmail(replyTo);
  if (address === null) {
    throw validationFailed([{ pointer, detail: 'replyTo must be an email address' }]);
  }
  return { ...others, replyTo: address };
}
