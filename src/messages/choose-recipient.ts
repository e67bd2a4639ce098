import type { ContactAddressRow } from '#db/find-contact';
import type { Scope } from '#db/scope';
import { decideUsualRecipient } from '#domain/decide-usual-recipient';
import { validationFailed } from '#domain/errors';
import { type Channel, isEmail } from '#domain/message';
import { parseChannelAddress } from './parse-channel-address.ts';
import { readsOf } from './plan-reads.ts';
import { refuseSuppressed } from './refuse-suppressed.ts';

type AddressKind = ContactAddressRow['kind'];

export interface RecipientQuestion {
  channel: Channel;
  contactId: string | undefined;
  to: string | undefined;
  recipientName: string | undefined;
  /** ISO 3166-1 alpha-2, for a number that names no country. */
  defaultCountry: string;
}

export interface ChosenRecipient {
  contactId: string | null;
  /** E.164, or an email address. */
  address: string;
  name: string | null;
  chosenBy: 'caller' | 'last_used' | 'primary';
}

/**
 * Chooses where a message goes (N2, N6): the caller's choice, else the address last used with the
 * contact, else the contact's primary one. The contact stays locked against deletion.
 *
 * @throws AppError `validation_failed`, `recipient_suppressed` (C6).
 */
export async function chooseRecipient(
  scope: Scope,
  question: RecipientQuestion,
): Promise<ChosenRecipient> {
  const chosen = await choose(scope, question);
  const { channel } = question;
  const pointer = chosen.chosenBy === 'caller' ? '/to' : '/contactId';
  await refuseSuppressed(scope, { channel, address: chosen.address }, pointer);
  return chosen;
}

/** The contact's addresses that a channel can reach, in the caller's order. */
export async function findKnown(
  scope: Scope,
  contactId: string,
  kind: AddressKind,
): Promise<ContactAddressRow[]> {
  const addresses = await readsOf(scope).addresses(contactId);
  return addresses.filter((candidate) => candidate.kind === kind);
}

/** What a channel's messages go to. */
export function toAddressKind(channel: Channel): AddressKind {
  return isEmail(channel) ? 'email' : 'phone';
}

async function choose(scope: Scope, question: RecipientQuestion): Promise<ChosenRecipient> {
  const { channel, to: written, defaultCountry } = question;
  const address =
    written === undefined
      ? null
      : parseChannelAddress({ channel, written, pointer: '/to', defaultCountry });
  if (question.contactId !== undefined) {
    return chooseOfContact(scope, question, question.contactId, address);
  }
  if (address === null) {
    throw validationFailed([{ pointer: '/to', detail: 'contactId or to is required' }]);
  }
  return { contactId: null, address, name: question.recipientName ?? null, chosenBy: 'caller' };
}

async function chooseOfContact(
  scope: Scope,
  question: RecipientQuestion,
  contactId: string,
  address: string | null,
): Promise<ChosenRecipient> {
  const contact = await readsOf(scope).contact(contactId);
  if (!contact) {
    throw validationFailed([{ pointer: '/contactId', detail: 'contactId names no contact' }]);
  }
  const kind = toAddressKind(question.channel);
  const known = await findKnown(scope, contactId, kind);
  const name = question.recipientName ?? contact.name;
  const found = { contactId, name };
  if (address !== null) {
    if (!known.some((candidate) => candidate.address === address)) {
      throw validationFailed([
        { pointer: '/to', detail: "to must be one of the contact's addresses" },
      ]);
    }
    return { ...found, address, chosenBy: 'caller' };
  }
  return { ...found, ...(await chooseKnown(scope, contactId, kind, known)) };
}

async function chooseKnown(
  scope: Scope,
  contactId: string,
  kind: AddressKind,
  known: readonly ContactAddressRow[],
): Promise<Pick<ChosenRecipient, 'address' | 'chosenBy'>> {
  const lastUsed = await readsOf(scope).lastUsedRecipient({ contactId, kind });
  const usual = decideUsualRecipient(known, lastUsed);
  if (usual) return usual;
  const what = kind === 'email' ? 'no email address' : 'no phone number';
  throw validationFailed([{ pointer: '/contactId', detail: `the contact has ${what}` }]);
}
