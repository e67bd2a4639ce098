import type { TestApp } from './test-app.ts';

/**
 * Makes many of a message that is there, each a little newer than the one before and with its
 * number behind its text; scheduling each would take longer than what is tested.
 */
export async function copyMessage(
  { database }: Pick<TestApp, 'database'>,
  id: string,
  count: number,
): Promise<void> {
  const { sql } = database.connection;
  const columns = await sql<{ name: string }[]>`
    SELECT column_name AS name FROM information_schema.columns
    WHERE table_name = 'messages' AND is_generated = 'NEVER' AND column_name NOT IN ('id', 'text')`;
  const others = columns.map(({ name }) => `"${name}"`).join(', ');
  await sql.unsafe(
    `INSERT INTO messages (id, text, ${others})
      SELECT 'msg_f199' || lpad(to_hex(n / 65536), 4, '0') || '-' || lpad(to_hex(n % 65536), 4, '0')
        || '-7000-8000-000000000000', text || ' ' || n, ${others}
      FROM messages, generate_series(1, $2) AS n WHERE id = $1`,
    [id, count],
  );
}
