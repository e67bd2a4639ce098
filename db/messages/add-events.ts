import { sql } from 'drizzle-orm';
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
  const ids = sql.param(of.map((message) => message.id));
  const workspaceIds = sql.param(of.map((message) => message.workspaceId));
  await tx.execute(sql`
    INSERT INTO message_events (workspace_id, message_id, kind, at, details)
    SELECT workspace_id, message_id, ${kind}, ${at.toISOString()}::timestamptz,
      ${JSON.stringify(details)}::jsonb
    FROM unnest(${workspaceIds}::text[], ${ids}::text[]) AS of(workspace_id, message_id)`);
}
