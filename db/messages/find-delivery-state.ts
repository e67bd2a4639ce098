import { sql } from 'drizzle-orm';
import type { Status } from '#domain/status';
import type { Queryable } from '../connect.ts';
import { carrier } from './carrier.ts';
import { isOfRunningBatch } from './of-running-batch.ts';

/** What a workflow has to know of its message. */
export interface DeliveryState {
  status: Status;
  version: number;
  /** Its batch is not running: nobody claims it until that goes on. */
  held: boolean;
  dueAt: Date;
  /**
   * Set on a `sending` row that waits to be sent again, on a `scheduled` one that was tried, and on
   * an iMessage that was sent and goes as SMS if it is not delivered until then.
   */
  nextAttemptAt: Date | null;
  /** The SMS of an iMessage is in a provider's hands. */
  fallingBack: boolean;
  /** The sender that it goes out from has a rate (N4). */
  isPaced: boolean;
}

/** Where a message stands; `null` when there is none. */
export async function findDeliveryState(tx: Queryable, id: string): Promise<DeliveryState | null> {
  const rows = await tx.execute<StateRow & Record<string, unknown>>(sql`
    SELECT m.status, m.version, m.held OR NOT ${isOfRunningBatch('m')} AS held, m.due_at, m.next_attempt_at, m.falling_back,
      s.rate_per_second IS NOT NULL AS is_paced
    FROM messages m LEFT JOIN senders s ON s.id = ${carrier} WHERE m.id = ${id}`);
  const row = rows[0];
  if (!row) return null;
  return {
    status: row.status,
    version: row.version,
    held: row.held,
    dueAt: new Date(row.due_at),
    nextAttemptAt: row.next_attempt_at === null ? null : new Date(row.next_attempt_at),
    fallingBack: row.falling_back,
    isPaced: row.is_paced,
  };
}

interface StateRow {
  status: Status;
  version: number;
  held: boolean;
  due_at: string;
  next_attempt_at: string | null;
  falling_back: boolean;
  is_paced: boolean;
}
