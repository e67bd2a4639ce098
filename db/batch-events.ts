import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { BatchEventKind } from '#domain/batch';
import type { BatchRow } from './batches.ts';
import type { Queryable } from './connect.ts';
import { newId } from './new-id.ts';
import { batchEvents } from './schema/batch-events.ts';

/** An open batch is kept as a paused one is. */
const holds = ['closed', 'paused', 'resumed'] as const;

/** Notes what happened to a batch as a whole. */
export async function addBatchEvent(
  tx: Queryable,
  batch: Pick<BatchRow, 'id' | 'workspaceId'>,
  kind: BatchEventKind,
  at: Date,
): Promise<void> {
  const { id: batchId, workspaceId } = batch;
  await tx.insert(batchEvents).values({ id: newId('evt'), workspaceId, batchId, kind, at });
}

/** What kept a batch's messages, and what let them go on, oldest first. */
export async function findHolds(tx: Queryable, batchId: string) {
  const { id, at } = batchEvents;
  const kind = sql<(typeof holds)[number]>`${batchEvents.kind}`;
  return tx
    .select({ id, kind, at })
    .from(batchEvents)
    .where(and(eq(batchEvents.batchId, batchId), inArray(batchEvents.kind, [...holds])))
    .orderBy(asc(at), asc(id));
}
