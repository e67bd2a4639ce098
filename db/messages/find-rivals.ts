import { sql } from 'drizzle-orm';
import type { FoundReport } from '#domain/look-up';
import type { OpenAttempt } from '#domain/match-attempts';
import type { Queryable } from '../connect.ts';
import type { UnknownMessage } from './find-unknown.ts';

/**
 * The attempts that may have been taken, of a message and of those that look the same at the
 * provider: one that is in a worker's hands counts, too.
 */
export async function findOpenAttempts(
  db: Queryable,
  message: UnknownMessage,
): Promise<OpenAttempt[]> {
  const rows = await db.execute<{ message_id: string; started_at: string }>(sql`
    SELECT a.message_id, a.started_at FROM messages m
    JOIN attempts a ON a.message_id = m.id AND a.sender_id = ${message.senderId}
    WHERE m.workspace_id = ${message.workspaceId} AND m.recipient = ${message.recipient}
      AND (m.text = ${message.text}::text OR m.text IS NULL OR ${message.text}::text IS NULL)
      AND (a.outcome IS NULL OR a.outcome = 'ambiguous')`);
  return rows.map((row) => ({
    messageId: row.message_id,
    startedAt: new Date(row.started_at),
  }));
}

/** Of these reports, those of which no other message is known to be the subject. */
export async function withoutTaken(
  db: Queryable,
  { id, workspaceId, recipient, provider }: UnknownMessage,
  reports: readonly FoundReport[],
): Promise<FoundReport[]> {
  const ids = sql.param(reports.map((report) => report.providerMessageId));
  const keys = sql.param(reports.flatMap((report) => report.dedupeKeys));
  const rows = await db.execute<{ known_as: string }>(sql`
    SELECT provider_message_id AS known_as FROM messages
    WHERE workspace_id = ${workspaceId} AND recipient = ${recipient} AND id <> ${id}
      AND provider_message_id = ANY(${ids}::text[])
    UNION ALL
    SELECT dedupe_key FROM receipts
    WHERE vendor = ${provider} AND dedupe_key = ANY(${keys}::text[]) AND message_id <> ${id}`);
  const taken = new Set(rows.map((row) => row.known_as));
  return reports.filter(
    ({ providerMessageId, dedupeKeys }) =>
      !taken.has(providerMessageId) && !dedupeKeys.some((key) => taken.has(key)),
  );
}
