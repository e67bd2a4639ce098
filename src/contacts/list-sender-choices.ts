import { findContact } from '#db/contacts';
import { findChannelSenders } from '#db/find-channel-senders';
import { findLastUsedSenders } from '#db/messages/find-last-used';
import type { Scope } from '#db/scope';
import { decideSenderChoices } from '#domain/decide-sender-choices';
import type { Channel } from '#domain/message';
import type { Page } from '#messages/message-input';
import { contactNotFound } from './get-contact.ts';

/** A number that the caller may send to a contact from (N5, N7). */
export interface SenderChoiceView {
  id: string;
  name: string;
  /** Or the id of a messaging service. */
  address: string | null;
  isDefault: boolean;
  isLastUsed: boolean;
  assignedUser: { id: string; name: string } | null;
  /** What a message goes out from whose caller names none. */
  selected: boolean;
}

/** The list has one page: nobody picks from more. The selected one and the default come first. */
export const CHOICES_MAX = 1_000;

/**
 * What the caller may send to a contact from, on a channel: the selected one first, then the
 * default, then by name.
 *
 * @throws AppError `not_found`
 */
export async function listSenderChoices(
  scope: Scope,
  contactId: string,
  channel: Channel,
): Promise<Page<SenderChoiceView>> {
  const { tx, actor, workspaceId } = scope;
  if (!(await findContact(tx, contactId))) throw contactNotFound();
  const [lastUsed] = await findLastUsedSenders(tx, [{ contactId, channel }]);
  const senders = await findChannelSenders(tx, workspaceId, channel);
  const choices = decideSenderChoices(actor, senders, lastUsed?.senderId ?? null);
  const data = choices.slice(0, CHOICES_MAX).map(({ sender, ...flags }) => ({
    id: sender.id,
    name: sender.name,
    address: sender.address ?? sender.serviceSid,
    assignedUser: sender.assignedUser,
    ...flags,
  }));
  return { data, nextCursor: null };
}
