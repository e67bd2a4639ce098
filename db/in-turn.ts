import { sql } from 'drizzle-orm';
import type { Database } from './connect.ts';

/**
 * Does `work` unless another process is doing work of that name: then there is nothing to do. The
 * turn ends with the transaction that holds it, also when the process dies.
 */
export async function inTurn(db: Database, name: string, work: () => Promise<void>): Promise<void> {
  await db.transaction(async (tx) => {
    // The turn lasts as long as the work, which goes by other connections.
    await tx.execute(sql`SET LOCAL idle_in_transaction_session_timeout = 0`);
    const [row] = await tx.execute<{ got: boolean }>(
      sql`SELECT pg_try_advisory_xact_lock(hashtextextended(${`punctual ${name}`}, 0)) AS got`,
    );
    if (row?.got) await work();
  });
}
