import { and, eq, sql } from 'drizzle-orm';
import type { EventKind } from '#domain/message';
import type { Queryable } from '../connect.ts';
import { noteForRelay } from '../outbox.ts';
import { messages } from '../schema/messages.ts';
import { addEvents } from './add-events.ts';
import type { MessageRow, NewMessageRow } from './message-row.ts';
import { changesWords, keepWords } from './message-words.ts';

export interface MessageEdit {
  id: string;
  /** The version that was read: another change in between wins, and this one is not made. */
  version: number;
  changes: Partial<NewMessageRow>;
  now: Date;
  event: { kind: EventKind; details: Record<string, unknown> };
}

/**
 * Edits a message that is still scheduled and still at the version that was read. One that gets
 * another time is its batch's to carry no more: it has a workflow of its own from then on.
 *
 * @returns `null` when it was claimed, canceled or changed meanwhile; nothing is written then.
 */
export async function editMessageRow(tx: Queryable, edit: MessageEdit): Promise<MessageRow | null> {
  const rows = await tx
    .update(messages)
    .set({
      ...edit.changes,
      ...ownTime(edit),
      updatedAt: edit.now,
      version: sql`${messages.version} + 1`,
    })
    .where(
      and(
        eq(messages.id, edit.id),
        eq(messages.version, edit.version),
        eq(messages.status, 'scheduled'),
      ),
    )
    .returning();
  const row = rows[0];
  if (!row) return null;
  if (changesWords(edit.changes)) await tx.execute(keepWords([row]));
  await addEvents(tx, [row], edit.event.kind, edit.now, edit.event.details);
  // Without a workflow so far, or none needed.
  const isNew = row.workflowRequestedAt === null;
  if (!row.byBatch) await noteForRelay(tx, [row.id], isNew ? 'new' : 'known');
  return row;
}

function ownTime({ changes }: MessageEdit): Partial<NewMessageRow> {
  return changes.sendAt === undefined ? {} : { byBatch: false };
}
