import { sql } from 'drizzle-orm';

/** That the message `m`, an iMessage, was sent, or may have been: what waits then is its SMS. */
export const wentOut = sql.raw(`m.status IN ('sent', 'unknown')`);
