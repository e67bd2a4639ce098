import type postgres from 'postgres';
import { type Finding, warn } from './finding.ts';

const PART = 'Unsubscribing';

/** Whether the links to unsubscribe that workspaces ask for lead anywhere (RFC 8058). */
export async function checkUnsubscribing(
  sql: postgres.Sql,
  publicUrl: string | undefined,
): Promise<Finding[]> {
  if (publicUrl?.startsWith('https://')) return [];
  const [row] = await sql<{ count: number }[]>`
    SELECT count(*)::int AS count FROM workspaces WHERE unsubscribe_headers`;
  const asking = row?.count ?? 0;
  if (asking === 0) return [];
  const detail = `${asking} workspaces have unsubscribeHeaders on`;
  return publicUrl === undefined
    ? [warn(PART, `${detail}, and emails have no link`, 'set PUBLIC_URL for api and worker')]
    : [warn(PART, `${detail}, and mail programs want https`, 'give PUBLIC_URL an https address')];
}
