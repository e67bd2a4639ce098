import type { Scope } from '#db/scope';
import { type PersonalFields, toPersonalVariables } from '#domain/templates/personal-variables';
import { readsOf } from './plan-reads.ts';

export interface PersonalQuestion {
  contactId: string | null;
  /** Of a quick send: without a contact it is the `name`. */
  recipientName: string | null;
  /** The message's own: they go over the contact's. */
  variables: Readonly<Record<string, string>>;
}

/**
 * What a message's templates know of its recipient (N9). The contact stays as it is until the
 * transaction ends, so that a text is never of a contact that is changing just then.
 */
export async function findPersonalVariables(
  scope: Scope,
  { contactId, recipientName, variables }: PersonalQuestion,
): Promise<Record<string, string>> {
  const fields = contactId === null ? null : await findFields(scope, contactId);
  return toPersonalVariables(fields ?? { name: recipientName }, variables);
}

async function findFields(scope: Scope, contactId: string): Promise<PersonalFields | null> {
  const reads = readsOf(scope);
  const contact = await reads.contact(contactId);
  return contact && { ...contact, addresses: await reads.addresses(contactId) };
}
