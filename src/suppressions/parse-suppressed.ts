import { findWorkspace } from '#db/find-workspace';
import type { Scope } from '#db/scope';
import type { SuppressedAddress } from '#db/suppressions';
import type { Channel } from '#domain/message';
import { toSuppressionChannel } from '#domain/suppression';
import { parseChannelAddress } from '#messages/parse-channel-address';

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
  const address = parseChannelAddress({ channel, written, pointer, defaultCountry });
  return { workspaceId, channel: toSuppressionChannel(channel), address };
}
