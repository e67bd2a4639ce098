import type postgres from 'postgres';

/** Does `work` on tables without their indexes, and makes those then: much sooner done. */
export async function withoutIndexes(
  sql: postgres.Sql,
  tables: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const indexes = await sql<{ name: string; definition: string }[]>`
    SELECT indexname AS name, indexdef AS definition FROM pg_indexes
    WHERE tablename IN ${sql(tables)} AND indexname NOT IN (SELECT conname FROM pg_constraint)`;
  for (const { name } of indexes) await sql`DROP INDEX ${sql(name)}`;
  await work();
  for (const { definition } of indexes) await sql.unsafe(definition);
  await sql`VACUUM ANALYZE`;
}
