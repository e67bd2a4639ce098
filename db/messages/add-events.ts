import { type SQL, sql } from 'drizzle-orm';
import type { EventKind } from '#domain/message';
import type { Queryable } from '../connect.ts';

/** Adds the same event to the timelines of these messages. `details`: no body, no address. */
export async function addEvents(
  tx: Queryable,
  of: readonly { id: string; workspaceId: string }[],
  kind: EventKind,
  at: Date,
  details: Record<string, unknown> = {},
): Promise<void> {
  if (of.length === 0) return;
  await tx.execute(insertEvents(of, kind, { at, details }));
}

/** The statement of {@link addEvents}, for one that does more beside. */
export function insertEvents(
  of: readonly { id: string; workspaceId: string }[],
  kind: EventKind,
  { at, details }: { at: Date; details: Record<string, unknown> },
): SQL {
  const ids = sql.param(of.map((message) => message.id));
  const workspaceIds = sql.param(of.map((message) => message.workspaceId));
  return sql`
    INSERT INTO message_events (workspace_id, message_id, kind, at, details)
    SELECT workspace_id, message_id, ${kind}, ${at.toISOString()}::timestamptz,
      ${JSON.stringify(details)}::jsonb
    FROM unnest(${workspaceIds}::text[], ${ids}::text[]) AS of(workspace_id, message_id)`;
}
