import { and, asc, eq, gt, isNotNull, sql } from 'drizzle-orm';
import type { TemplatedTexts } from '#domain/templates/templated-fields';
import type { Queryable } from '../connect.ts';
import { noteForRelay } from '../outbox.ts';
import { messages } from '../schema/messages.ts';
import { addEvents } from './add-events.ts';
import { chunkByTexts } from './chunk-by-texts.ts';
import type { MessageRow } from './message-row.ts';
import { keepWords } from './message-words.ts';

/** What a message's event says, and its new texts; without any it stays as it is. */
export interface StoredRerendering {
  message: MessageRow;
  texts: TemplatedTexts | null;
  details: Record<string, unknown>;
}

/**
 * A contact's scheduled messages that have templates, in order of their ids, after `afterId`, each
 * locked: nobody claims, cancels or edits it until the transaction ends. In the one order that
 * there is for messages, so that no two transactions wait for each other.
 */
export async function lockTemplated(
  tx: Queryable,
  of: { workspaceId: string; contactId: string; afterId: string; limit: number },
): Promise<MessageRow[]> {
  return tx
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.workspaceId, of.workspaceId),
        eq(messages.contactId, of.contactId),
        gt(messages.id, of.afterId),
        eq(messages.status, 'scheduled'),
        isNotNull(messages.templates),
      ),
    )
    .orderBy(asc(messages.id))
    .limit(of.limit)
    .for('update');
}

/** Stores what was rendered anew, of messages that the transaction has locked. */
export async function storeRerenderings(
  tx: Queryable,
  rerenderings: readonly StoredRerendering[],
  now: Date,
): Promise<void> {
  const changed = rerenderings.filter(({ texts }) => texts !== null);
  for (const chunk of chunkByTexts(changed, ({ texts }) => texts ?? {})) {
    await storeTexts(tx, chunk, now);
  }
  for (const [details, rows] of groupByDetails(rerenderings)) {
    await addEvents(tx, rows, 'rerendered', now, details);
  }
  await noteForRelay(
    tx,
    changed.map(({ message }) => message.id),
  );
}

async function storeTexts(
  tx: Queryable,
  changed: readonly StoredRerendering[],
  now: Date,
): Promise<void> {
  const texts = changed.map(({ message, texts: made }) => ({ id: message.id, ...made }));
  await tx.execute(sql`
    UPDATE messages m SET
      subject = coalesce(made.subject, m.subject),
      text = coalesce(made.text, m.text),
      html = coalesce(made.html, m.html),
      version = m.version + 1,
      updated_at = ${now.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(texts)}::jsonb)
      AS made(id text, subject text, text text, html text)
    WHERE m.id = made.id`);
  await tx.execute(keepWords(changed.map(({ message, texts: made }) => ({ ...message, ...made }))));
}

function groupByDetails(
  rerenderings: readonly StoredRerendering[],
): [Record<string, unknown>, MessageRow[]][] {
  const groups = new Map<string, [Record<string, unknown>, MessageRow[]]>();
  for (const { details, message } of rerenderings) {
    const key = JSON.stringify(details);
    const group = groups.get(key);
    if (group) group[1].push(message);
    else groups.set(key, [details, [message]]);
  }
  return [...groups.values()];
}
