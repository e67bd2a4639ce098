import { sql } from 'drizzle-orm';
import { isOfRunningBatch } from './of-running-batch.ts';
import { wentOut } from './went-out.ts';

/** The sender that the message `m` goes out from next: of an iMessage that fell back, the SMS's. */
export const carrier = sql`CASE WHEN m.fallback_reason IS NULL AND NOT ${wentOut}
  THEN m.sender_id ELSE m.fallback_sender_id END`;

/** That `m` is in its sender's line. Who is to be sent again, or as SMS, waits beside it. */
export const isInLine = sql.raw(`m.status = 'scheduled' AND m.fallback_reason IS NULL`);

/** Of the line of `m`, that `e` is claimed before it. */
export const isBefore = sql`e.status = 'scheduled' AND NOT e.held AND e.fallback_reason IS NULL
  AND e.workspace_id = m.workspace_id AND e.sender_id = m.sender_id
  AND e.due_at <= m.due_at AND (e.due_at < m.due_at OR e.id < m.id) AND ${isOfRunningBatch('e')}`;
