import type { Channel } from '#domain/message';
import type { Queryable } from './connect.ts';
import { sinkDeliveries } from './schema/sink-deliveries.ts';

export interface SinkDelivery {
  /** Stands for the provider's own id. */
  id: string;
  messageId: string;
  workspaceId: string;
  channel: Channel;
  from: string;
  to: string;
  subject: string | null;
  text: string | null;
  html: string | null;
  headers: Record<string, string>;
  deliveredAt: Date;
}

/** Keeps what the sink would have sent, once however often it is told of it by this id. */
export async function recordSinkDelivery(db: Queryable, delivery: SinkDelivery): Promise<void> {
  await db.insert(sinkDeliveries).values(delivery).onConflictDoNothing();
}
