import { and, asc, eq, gt, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { TemplatedTexts } from '#domain/templates/templated-fields';
import type { Queryable } from '../connect.ts';
import { noteForRelay } from '../outbox.ts';
import { messages } from '../schema/messages.ts';
import { addEvents } from './add-events.ts';
import type { MessageRow } from './message-row.ts';
import { keepWords } from './message-words.ts';

/** What a message's event says, and its new texts; without any it stays as it is. */
export interface StoredRerendering {
  message: MessageRow;
  texts: TemplatedTexts | null;
  details: Record<string, unknown>;
}

/** A contact's pending messages that have templates, in order of their ids, after `afterId`. */
export async function findTemplated(
  tx: Queryable,
  of: { workspaceId: string; contactId: string; afterId: string; limit: number },
): Promise<MessageRow[]> {
  return findWhere(
    tx,
    and(
      eq(messages.workspaceId, of.workspaceId),
      eq(messages.contactId, of.contactId),
      gt(messages.id, of.afterId),
    ),
    of.limit,
  );
}

/** Those of these messages that are pending still. */
export async function findTemplatedAgain(
  tx: Queryable,
  ids: readonly string[],
): Promise<MessageRow[]> {
  return findWhere(tx, inArray(messages.id, [...ids]), ids.length);
}

function findWhere(tx: Queryable, condition: SQL | undefined, limit: number) {
  return tx
    .select()
    .from(messages)
    .where(and(condition, eq(messages.status, 'scheduled'), isNotNull(messages.templates)))
    .orderBy(asc(messages.id))
    .limit(limit);
}

/**
 * Stores what was rendered anew, on those messages alone that are scheduled still, and at the
 * version that was read.
 *
 * @returns the ids of those that were claimed, canceled or changed meanwhile; nothing is written
 * of them.
 */
export async function storeRerenderings(
  tx: Queryable,
  rerenderings: readonly StoredRerendering[],
  now: Date,
): Promise<string[]> {
  const locked = await lockAtVersions(tx, rerenderings);
  const stored = rerenderings.filter(({ message }) => locked.has(message.id));
  const changed = stored.filter(({ texts }) => texts !== null);
  await storeTexts(tx, changed, now);
  for (const [details, rows] of groupByDetails(stored)) {
    await addEvents(tx, rows, 'rerendered', now, details);
  }
  await noteForRelay(
    tx,
    changed.map(({ message }) => message.id),
  );
  return rerenderings.map(({ message }) => message.id).filter((id) => !locked.has(id));
}

/** In the one order that there is for messages, so that no two transactions wait for each other. */
async function lockAtVersions(
  tx: Queryable,
  rerenderings: readonly StoredRerendering[],
): Promise<Set<string>> {
  const ids = sql.param(rerenderings.map(({ message }) => message.id));
  const versions = sql.param(rerenderings.map(({ message }) => String(message.version)));
  const rows = await tx.execute<{ id: string }>(sql`
    SELECT m.id FROM unnest(${ids}::text[], ${versions}::text[]) AS read(id, version)
    JOIN messages m ON m.id = read.id
    WHERE m.version = read.version::int AND m.status = 'scheduled'
    ORDER BY m.id FOR UPDATE OF m`);
  return new Set(rows.map(({ id }) => id));
}

async function storeTexts(
  tx: Queryable,
  changed: readonly StoredRerendering[],
  now: Date,
): Promise<void> {
  if (changed.length === 0) return;
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
