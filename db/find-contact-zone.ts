import { eq } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { contacts } from './schema/contacts.ts';

/** The zone of a contact; `null` where it names none. */
export async function findContactZone(tx: Queryable, contactId: string): Promise<string | null> {
  const rows = await tx
    .select({ timeZone: contacts.timeZone })
    .from(contacts)
    .where(eq(contacts.id, contactId));
  return rows[0]?.timeZone ?? null;
}
