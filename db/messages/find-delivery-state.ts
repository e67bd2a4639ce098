import { eq } from 'drizzle-orm';
import type { Status } from '#domain/status';
import type { Queryable } from '../connect.ts';
import { messages } from '../schema/messages.ts';

/** What a workflow has to know of its message. */
export interface DeliveryState {
  status: Status;
  version: number;
  held: boolean;
  dueAt: Date;
  /** Set on a `sending` row that waits to be sent again, and on a `scheduled` one that was tried. */
  nextAttemptAt: Date | null;
}

/** Where a message stands; `null` when there is none. */
export async function findDeliveryState(tx: Queryable, id: string): Promise<DeliveryState | null> {
  const rows = await tx
    .select({
      status: messages.status,
      version: messages.version,
      held: messages.held,
      dueAt: messages.dueAt,
      nextAttemptAt: messages.nextAttemptAt,
    })
    .from(messages)
    .where(eq(messages.id, id));
  return rows[0] ?? null;
}
