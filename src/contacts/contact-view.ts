import type { ContactAddressRow, ContactRow } from '#db/find-contact';

/** A contact as callers see it. */
export interface ContactView {
  id: string;
  name: string;
  firstName: string | null;
  lastName: string | null;
  phones: { number: string; label: string | null; primary: boolean }[];
  emails: { address: string; primary: boolean }[];
  timeZone: string | null;
  ownerId: string | null;
  variables: Record<string, string>;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

/** Puts a contact and its addresses together; addresses come in the caller's order. */
export function toContactView(
  row: ContactRow,
  addresses: readonly ContactAddressRow[],
): ContactView {
  const ofKind = (kind: ContactAddressRow['kind']) => addresses.filter((it) => it.kind === kind);
  return {
    id: row.id,
    name: row.name,
    firstName: row.firstName,
    lastName: row.lastName,
    phones: ofKind('phone').map(({ address, label, isPrimary }) => ({
      number: address,
      label,
      primary: isPrimary,
    })),
    emails: ofKind('email').map(({ address, isPrimary }) => ({ address, primary: isPrimary })),
    timeZone: row.timeZone,
    ownerId: row.ownerId,
    variables: row.variables,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    version: row.version,
  };
}
