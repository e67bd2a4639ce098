import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

// Each takes its deliveries and their attempts along: up to twenty of those, and of these some more.
const EVENTS_PORTION = 250;
const DELIVERIES_PORTION = 2_000;

/** Forgets what endpoints were told, or were to be told, with the log of it. */
export async function purgeWebhookEvents(db: Queryable, before: Date): Promise<void> {
  await repeatedly(EVENTS_PORTION, () =>
    db.execute(sql`
      DELETE FROM webhook_events WHERE id IN (
        SELECT id FROM webhook_events WHERE at < ${before.toISOString()}::timestamptz
        ORDER BY at LIMIT ${EVENTS_PORTION}) RETURNING 1`),
  );
}

/** Forgets endpoints that were deleted before then, with the log of what they were told. */
export async function purgeDeletedEndpoints(db: Queryable, before: Date): Promise<void> {
  const rows = await db.execute<{ id: string }>(sql`
    SELECT id FROM webhook_endpoints WHERE deleted_at < ${before.toISOString()}::timestamptz`);
  for (const { id } of rows) {
    await repeatedly(DELIVERIES_PORTION, () =>
      db.execute(sql`
        DELETE FROM webhook_deliveries WHERE endpoint_id = ${id} AND event_id IN (
          SELECT event_id FROM webhook_deliveries WHERE endpoint_id = ${id}
          LIMIT ${DELIVERIES_PORTION}) RETURNING 1`),
    );
    await db.execute(sql`DELETE FROM webhook_endpoints WHERE id = ${id}`);
  }
}

/** Until there is less to do than fits. */
async function repeatedly(
  portion: number,
  remove: () => Promise<readonly unknown[]>,
): Promise<void> {
  while ((await remove()).length === portion) {
    // The next one.
  }
}
