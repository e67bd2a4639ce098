import { findContact } from '#db/contacts';
import type { Scope } from '#db/scope';
import { decideUsualRecipient } from '#domain/decide-usual-recipient';
import type { Channel } from '#domain/message';
import { toSuppressionChannel } from '#domain/suppression';
import { findKnown, toAddressKind } from '#messages/choose-recipient';
import type { Page } from '#messages/message-input';
import { createPlanReads } from '#messages/plan-reads';
import { contactNotFound } from './get-contact.ts';

/** An address of a contact (N6). */
export interface RecipientChoiceView {
  address: string;
  label: string | null;
  isPrimary: boolean;
  isLastUsed: boolean;
  /** Where a message goes whose caller names none. */
  selected: boolean;
  /** Nothing more goes there on this channel (C6). */
  suppressed: boolean;
}

/**
 * The addresses of a contact that a channel can reach: the selected one first, then the primary,
 * then in the caller's order.
 *
 * @throws AppError `not_found`
 */
export async function listRecipientChoices(
  scope: Scope,
  contactId: string,
  channel: Channel,
): Promise<Page<RecipientChoiceView>> {
  if (!(await findContact(scope.tx, contactId))) throw contactNotFound();
  const reads = createPlanReads(scope);
  const kind = toAddressKind(channel);
  const known = await findKnown(scope, contactId, kind);
  const lastUsed = await reads.lastUsedRecipient({ contactId, kind });
  const selected = decideUsualRecipient(known, lastUsed)?.address;
  const of = toSuppressionChannel(channel);
  const choices = known.map(async ({ address, label, isPrimary }) => ({
    address,
    label,
    isPrimary,
    isLastUsed: address === lastUsed,
    selected: address === selected,
    suppressed: (await reads.suppression({ channel: of, address })) !== null,
  }));
  const data = (await Promise.all(choices)).sort(byPlace);
  return { data, nextCursor: null };
}

function byPlace(a: RecipientChoiceView, b: RecipientChoiceView): number {
  return Number(b.selected) - Number(a.selected) || Number(b.isPrimary) - Number(a.isPrimary);
}
