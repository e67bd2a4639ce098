import { and, eq } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { messages } from './schema/messages.ts';
import { workspaces } from './schema/workspaces.ts';
import type { SuppressedAddress } from './suppressions.ts';

/** To whom an email went, and what its workspace signs with. */
export interface Unsubscriber {
  subject: SuppressedAddress;
  signingSecret: string;
}

/** Of an email of any workspace: its own message tells which. Runs as the owner. */
export async function findUnsubscriber(
  tx: Queryable,
  messageId: string,
): Promise<Unsubscriber | null> {
  const rows = await tx
    .select({
      workspaceId: messages.workspaceId,
      address: messages.recipient,
      signingSecret: workspaces.signingSecret,
    })
    .from(messages)
    .innerJoin(workspaces, eq(workspaces.id, messages.workspaceId))
    .where(and(eq(messages.id, messageId), eq(messages.channel, 'email')));
  const row = rows[0];
  if (!row) return null;
  const { signingSecret, ...address } = row;
  return { subject: { ...address, channel: 'email' }, signingSecret };
}
