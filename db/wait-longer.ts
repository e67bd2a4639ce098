import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

/** Lets the statements of this transaction take longer than those of others, for locks. */
export async function waitLonger(tx: Queryable, seconds: number): Promise<void> {
  await tx.execute(sql`SELECT set_config('statement_timeout', ${`${seconds}s`}, true)`);
}
