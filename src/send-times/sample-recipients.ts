import type { Queryable } from '#db/connect';
import { type EngagedContact, findEngagedContacts } from '#db/find-engaged-contacts';
import { hashKey } from '#domain/send-time/hash-key';

/** Of more, a curve comes out the same within a hundredth. */
const SAMPLE_MAX = 5_000;

/**
 * The recipients that a workspace's curve is learned from: all, or those whose ids hash lowest, who
 * are the same the next time. Never more than two samples are held. Stopped, it has some of them.
 */
export async function sampleRecipients(
  db: Queryable,
  workspaceId: string,
  { most = SAMPLE_MAX, stopping }: { most?: number; stopping?: AbortSignal | undefined } = {},
): Promise<{ recipients: EngagedContact[]; of: number }> {
  let held: { contact: EngagedContact; rank: number }[] = [];
  let of = 0;
  const cut = () => {
    held.sort((one, other) => one.rank - other.rank);
    held = held.slice(0, most);
  };
  for await (const contacts of findEngagedContacts(db, workspaceId)) {
    if (stopping?.aborted) break;
    of += contacts.length;
    for (const contact of contacts) held.push({ contact, rank: hashKey(contact.id, 'curve') });
    if (held.length > most) cut();
  }
  cut();
  return { recipients: held.map(({ contact }) => contact), of };
}
