import { and, desc, eq, lt } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { sinkDeliveries } from './schema/sink-deliveries.ts';

export type SinkDeliveryRow = typeof sinkDeliveries.$inferSelect;

export interface SinkDeliveryQuery {
  workspaceId: string;
  messageId: string | undefined;
  limit: number;
  /** Older than this one. */
  before: string | undefined;
}

/** What the sink "sent", newest first. */
export async function findSinkDeliveries(
  tx: Queryable,
  query: SinkDeliveryQuery,
): Promise<SinkDeliveryRow[]> {
  return tx
    .select()
    .from(sinkDeliveries)
    .where(
      and(
        eq(sinkDeliveries.workspaceId, query.workspaceId),
        query.messageId === undefined ? undefined : eq(sinkDeliveries.messageId, query.messageId),
        query.before === undefined ? undefined : lt(sinkDeliveries.id, query.before),
      ),
    )
    .orderBy(desc(sinkDeliveries.id))
    .limit(query.limit);
}
