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
  /**
   * Set on a `sending` row that waits to be sent again, on a `scheduled` one that was tried, and on
   * an iMessage that was sent and goes as SMS if it is not delivered until then.
   */
  nextAttemptAt: Date | null;
  /** The SMS of an iMessage is in a provider's hands. */
  fallingBack: boolean;
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
      fallingBack: messages.fallingBack,
    })
    .from(messages)
    .where(eq(messages.id, id));
  return rows[0] ?? null;
}
