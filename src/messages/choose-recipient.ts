import { type ContactAddressRow, findContactAddresses, lockContact } from '#db/find-contact';
import { findLastUsedRecipient } from '#db/messages/find-last-used';
import type { Scope } from '#db/scope';
import { validationFailed } from '#domain/errors';
import { type Channel, isEmail } from '#domain/message';
import { parseEmail, parsePhone } from '#domain/recipient';
import { refuseSuppressed } from './refuse-suppressed.ts';

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

async function choose(scope: Scope, question: RecipientQuestion): Promise<ChosenRecipient> {
  const address = question.to === undefined ? null : parseTo(question, question.to);
  if (question.contactId !== undefined) {
    return chooseOfContact(scope, question, question.contactId, address);
  }
  if (address === null) {
    throw validationFailed([{ pointer: '/to', detail: 'contactId or to is required' }]);
  }
  return { contactId: null, address, name: question.recipientName ?? null, chosenBy: 'caller' };
}

function parseTo(question: RecipientQuestion, to: string): string {
  const address = isEmail(question.channel)
    ? parseEmail(to)
    : parsePhone(to, question.defaultCountry);
  if (address !== null) return address;
  const what = isEmail(question.channel) ? 'an email address' : 'a phone number';
  throw validationFailed([{ pointer: '/to', detail: `to must be ${what}` }]);
}

async function chooseOfContact(
  scope: Scope,
  question: RecipientQuestion,
  contactId: string,
  address: string | null,
): Promise<ChosenRecipient> {
  const contact = await lockContact(scope.tx, contactId);
  if (!contact) {
    throw validationFailed([{ pointer: '/contactId', detail: 'contactId names no contact' }]);
  }
  const kind = isEmail(question.channel) ? 'email' : 'phone';
  const known = (await findContactAddresses(scope.tx, contactId)).filter(
    (candidate) => candidate.kind === kind,
  );
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
  kind: ContactAddressRow['kind'],
  known: readonly ContactAddressRow[],
): Promise<Pick<ChosenRecipient, 'address' | 'chosenBy'>> {
  const addresses = known.map((candidate) => candidate.address);
  const lastUsed = await findLastUsedRecipient(scope.tx, contactId, addresses);
  if (lastUsed) return { address: lastUsed, chosenBy: 'last_used' };
  const primary = known.find((candidate) => candidate.isPrimary) ?? known[0];
  if (primary) return { address: primary.address, chosenBy: 'primary' };
  const what = kind === 'email' ? 'no email address' : 'no phone number';
  throw validationFailed([{ pointer: '/contactId', detail: `the contact has ${what}` }]);
}
