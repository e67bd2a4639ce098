import { findWorkspace } from '#db/find-workspace';
import { newId } from '#db/new-id';
import type { Scope } from '#db/scope';
import { insertSender } from '#db/senders';
import { violates } from '#db/to-app-error';
import { AppError } from '#domain/errors';
import { parseChannelAddress } from '#messages/parse-channel-address';
import { checkAssignedUser } from './check-assigned-user.ts';
import { moveDefault } from './move-default.ts';
import { parseSettings } from './parse-settings.ts';
import type { SenderInput } from './sender-input.ts';
import { type SenderView, toSenderView } from './sender-view.ts';

/**
 * Adds a sender (N4). A new default takes the flag from the old one.
 *
 * @throws AppError `validation_failed`, `conflict` when the address is taken
 */
export async function createSender(scope: Scope, input: SenderInput): Promise<SenderView> {
  const address = await parseAddress(scope, input);
  const settings = parseSettings(input.channel, input.settings);
  await checkAssignedUser(scope, input.assignedUserId);
  const id = newId('snd');
  if (input.isDefault) await moveDefault(scope, id, input.channel);
  return insert(scope, {
    id,
    workspaceId: scope.workspaceId,
    channel: input.channel,
    provider: input.provider,
    address,
    serviceSid: input.serviceSid ?? null,
    name: input.name,
    isDefault: input.isDefault ?? false,
    assignedUserId: input.assignedUserId ?? null,
    ratePerSecond: input.ratePerSecond ?? null,
    settings,
    createdAt: scope.now,
    updatedAt: scope.now,
  });
}

async function insert(scope: Scope, row: Parameters<typeof insertSender>[1]): Promise<SenderView> {
  try {
    return toSenderView(await insertSender(scope.tx, row));
  } catch (error) {
    const isTaken = violates(error, 'senders_address');
    // Said alike of another workspace: what it has is not told, only that this one cannot have it.
    if (!isTaken && !violates(error, 'senders_address_one_workspace')) throw error;
    throw new AppError('conflict', 'the address must be free: a sender has it already');
  }
}

async function parseAddress(
  scope: Scope,
  { channel, address: written }: SenderInput,
): Promise<string | null> {
  if (written === undefined) return null;
  const { defaultCountry } = await findWorkspace(scope.tx, scope.workspaceId);
  return parseChannelAddress({ channel, written, pointer: '/address', defaultCountry });
}
