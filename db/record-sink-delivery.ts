import type { Channel } from '#domain/message';
import type { Queryable } from './connect.ts';
import { newId } from './new-id.ts';
import { sinkDeliveries } from './schema/sink-deliveries.ts';

export interface SinkDelivery {
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

/** Keeps what the sink would have sent. @returns the id that stands for the provider's own. */
export async function recordSinkDelivery(db: Queryable, delivery: SinkDelivery): Promise<string> {
  const id = newId('snk');
  await db.insert(sinkDeliveries).values({ id, ...delivery });
  return id;
}
