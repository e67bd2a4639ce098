import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

const PORTION = 5_000;
/** Of one call, which is one request: what comes behind these is told when it is due. */
const MOST_PORTIONS = 10;

/** Lets what waits for an endpoint be told at once, whatever it was put off for: the oldest 50,000. */
export async function hurryDeliveries(tx: Queryable, endpointId: string, now: Date): Promise<void> {
  const at = now.toISOString();
  for (let portions = 0; portions < MOST_PORTIONS; portions++) {
    const hurried = await tx.execute(sql`
      UPDATE webhook_deliveries SET tries = 0, next_try_at = '-infinity', updated_at = ${at}::timestamptz
      WHERE endpoint_id = ${endpointId} AND event_id IN (
        SELECT event_id FROM webhook_deliveries
        WHERE endpoint_id = ${endpointId} AND status = 'pending'
          AND (tries > 0 OR next_try_at > ${at}::timestamptz)
        ORDER BY event_id LIMIT ${PORTION} FOR UPDATE)
      RETURNING 1`);
    if (hurried.length < PORTION) return;
  }
}
