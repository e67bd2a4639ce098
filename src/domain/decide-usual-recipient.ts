export interface UsualRecipient {
  address: string;
  chosenBy: 'last_used' | 'primary';
}

/**
 * Where a message goes whose caller names a contact alone (N6): to the address last used in the
 * conversation, else the primary one, else the first.
 *
 * @param known the contact's addresses of the channel's kind, in the caller's order.
 * @returns `null` where the contact has none.
 */
export function decideUsualRecipient(
  known: readonly { address: string; isPrimary: boolean }[],
  lastUsed: string | null,
): UsualRecipient | null {
  if (known.some(({ address }) => address === lastUsed) && lastUsed !== null) {
    return { address: lastUsed, chosenBy: 'last_used' };
  }
  const primary = known.find(({ isPrimary }) => isPrimary) ?? known[0];
  return primary ? { address: primary.address, chosenBy: 'primary' } : null;
}
