import { type SQL, sql } from 'drizzle-orm';
import type { Database, Queryable } from '#db/connect';

interface PlanNode {
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

/** How many rows the busiest step of some statements reads. */
export async function mostRead(
  db: Database,
  run: (explaining: Database) => Promise<unknown>,
): Promise<number> {
  let most = 0;
  const explainOn = (on: Queryable) => ({
    transaction: (work: (tx: unknown) => unknown) =>
      db.transaction(async (tx) => work(explainOn(tx))),
    async execute(query: SQL) {
      const [row] = await on.execute<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        sql`EXPLAIN (ANALYZE, FORMAT JSON) ${query}`,
      );
      most = Math.max(most, row ? mostOf(row['QUERY PLAN'][0].Plan) : 0);
      return on.execute(query);
    },
  });
  await run(explainOn(db) as unknown as Database);
  return most;
}

function mostOf(node: PlanNode): number {
  const rows = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
  return Math.max(rows * node['Actual Loops'], ...(node.Plans ?? []).map(mostOf));
}
