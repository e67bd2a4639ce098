import { type SQL, sql } from 'drizzle-orm';
import type { Queryable } from '#db/connect';

interface PlanNode {
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

/** How many rows the busiest step of a statement reads. Its rows are none to whoever runs it. */
export async function mostRead(
  db: Queryable,
  run: (tx: Queryable) => Promise<unknown>,
): Promise<number> {
  let most = 0;
  const explaining = {
    async execute(query: SQL) {
      const [row] = await db.execute<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        sql`EXPLAIN (ANALYZE, FORMAT JSON) ${query}`,
      );
      most = row ? mostOf(row['QUERY PLAN'][0].Plan) : 0;
      return [];
    },
  };
  await run(explaining as unknown as Queryable);
  return most;
}

function mostOf(node: PlanNode): number {
  const rows = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
  return Math.max(rows * node['Actual Loops'], ...(node.Plans ?? []).map(mostOf));
}
