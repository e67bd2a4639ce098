import { findWorkspace } from '#db/find-workspace';
import type { Scope } from '#db/scope';
import type { SuppressedAddress } from '#db/suppressions';
import { validationFailed } from '#domain/errors';
import { type Channel, isEmail } from '#domain/message';
import { parseEmail, parsePhone } from '#domain/recipient';
import { toSuppressionChannel } from '#domain/suppression';

/** An address as a caller writes it, and where in the request. */
export interface NamedAddress {
  address: string;
  channel: Channel;
  /** To the field of the address. */
  pointer: string;
}

/**
 * Reads an address as a message's recipient is read: by its channel, with the workspace's default
 * country. MMS is suppressed with SMS.
 *
 * @throws AppError `validation_failed`
 */
export async function parseSuppressed(
  scope: Scope,
  { address: written, channel, pointer }: NamedAddress,
): Promise<SuppressedAddress> {
  const { workspaceId } = scope;
  const { defaultCountry } = await findWorkspace(scope.tx, workspaceId);
  const address = isEmail(channel) ? parseEmail(written) : parsePhone(written, defaultCountry);
  if (address !== null) return { workspaceId, channel: toSuppressionChannel(channel), address };
  const what = isEmail(channel) ? 'an email address' : 'a phone number';
  throw validationFailed([{ pointer, detail: `address must be ${what} on ${channel}` }]);
}
