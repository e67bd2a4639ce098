import type { Queryable } from '#db/connect';
import { findAddressesOfContacts } from '#db/find-contact';
import type { EngagementInput } from './engagement-input.ts';

/** The addresses of contacts that are named beside one of them. */
export async function findOwnAddresses(
  tx: Queryable,
  inputs: readonly EngagementInput[],
): Promise<Map<string, Set<string>>> {
  const ids = new Set<string>();
  for (const { contactId, address } of inputs) {
    if (contactId !== undefined && address !== undefined) ids.add(contactId);
  }
  const own = new Map<string, Set<string>>([...ids].map((id) => [id, new Set()]));
  if (ids.size === 0) return own;
  for (const { contactId, address } of await findAddressesOfContacts(tx, [...ids])) {
    own.get(contactId)?.add(address);
  }
  return own;
}
