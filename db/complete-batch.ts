import { sql } from 'drizzle-orm';
import { statusAfter } from '#domain/batch';
import { type Status, statuses } from '#domain/status';
import { addBatchEvent } from './batch-events.ts';
import { type BatchCount, countBatch, findBatch, isPending, lockBatch } from './batches.ts';
import type { Database, Queryable } from './connect.ts';
import { waitLonger } from './wait-longer.ts';

/** Of millions, on a busy server. */
const COUNT_TIMEOUT_S = 30;

/**
 * Completes a batch of which nothing is to come any more, and tells of it, once. Its row is locked
 * against those who add to it; who comes later has it run again. Counted before, so that nobody waits
 * for that: nothing is to come, but what is reported of its messages.
 *
 * @returns whether it is completed, by this call or before.
 */
export async function completeBatch(db: Database, id: string, now: Date): Promise<boolean> {
  const batch = await findBatch(db, id);
  if (!batch || batch.completedAt !== null) return true;
  if (statusAfter(batch.status) === null) return false;
  const counted = await db.transaction(async (tx) => {
    await waitLonger(tx, COUNT_TIMEOUT_S);
    return countBatch(tx, batch);
  });
  return db.transaction((tx) => complete(tx, { id, now, counted }));
}

interface Completion {
  id: string;
  now: Date;
  counted: readonly BatchCount[];
}

async function complete(tx: Queryable, { id, now, counted }: Completion): Promise<boolean> {
  const batch = await lockBatch(tx, id);
  if (!batch || batch.completedAt !== null) return true;
  const status = statusAfter(batch.status);
  if (status === null) return false;
  const [row] = await tx.execute<{ pending: boolean }>(
    sql`SELECT EXISTS (SELECT FROM messages WHERE batch_id = ${id} AND ${isPending}) AS pending`,
  );
  if (row?.pending) return false;
  const at = now.toISOString();
  await tx.execute(sql`UPDATE batches SET status = ${status}, completed_at = ${at}::timestamptz,
    updated_at = ${at}::timestamptz WHERE id = ${id}`);
  await addBatchEvent(tx, batch, 'completed', now);
  const countOf = (of: Status) =>
    counted.reduce((sum, each) => sum + (each.status === of ? each.count : 0), 0);
  const counts = Object.fromEntries(statuses.map((each) => [each, countOf(each)]));
  await tx.execute(sql`SELECT tell_endpoints(${batch.workspaceId}, 'batch.completed', ${at}::timestamptz,
    NULL, ${id}, NULL, ${JSON.stringify({ status, counts })}::jsonb)`);
  return true;
}
