import { sql } from 'drizzle-orm';

/**
 * That the batch of the message `m`, if it has one, is running: its row is locked for that before
 * the message's, so that from the commit of a pause or a cancel on nothing of it is claimed.
 */
export const holdsRunningBatch = sql.raw(`(m.batch_id IS NULL OR EXISTS (
  SELECT FROM batches b WHERE b.id = m.batch_id AND b.status = 'running' FOR SHARE))`);

/** The same, of a batch that nobody is changing just now. */
export const holdsFreeRunningBatch = sql.raw(`(m.batch_id IS NULL OR EXISTS (
  SELECT FROM batches b WHERE b.id = m.batch_id AND b.status = 'running' FOR SHARE SKIP LOCKED))`);

/** That nothing but a lock on its batch keeps `alias` from being claimed. */
export function isOfRunningBatch(alias: 'm' | 'e') {
  return sql.raw(`(${alias}.batch_id IS NULL OR EXISTS (
    SELECT FROM batches b WHERE b.id = ${alias}.batch_id AND b.status = 'running'))`);
}
