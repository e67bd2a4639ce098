import { sql } from 'drizzle-orm';
import type { Queryable } from '../connect.ts';

/** An endpoint whose workflow has to hear that it changed. */
export interface ChangedEndpoint {
  endpointId: string;
  /** As it was when it was taken. */
  revision: number;
}

// A relay that dies leaves its rows to the others after that time.
const LEASE_MS = 15_000;

/** Takes endpoints that changed since their workflow was told, for a while; others skip these. */
export async function takeChangedEndpoints(
  db: Queryable,
  now: Date,
  limit: number,
): Promise<ChangedEndpoint[]> {
  const until = new Date(now.getTime() + LEASE_MS).toISOString();
  const rows = await db.execute<{ id: string; revision: number }>(sql`
    UPDATE webhook_endpoints e SET relay_at = ${until}::timestamptz
    FROM (SELECT id FROM webhook_endpoints WHERE revision <> relayed_revision
        AND (relay_at IS NULL OR relay_at <= ${now.toISOString()}::timestamptz)
      LIMIT ${limit} FOR UPDATE SKIP LOCKED) AS changed
    WHERE e.id = changed.id RETURNING e.id, e.revision`);
  return rows.map(({ id, revision }) => ({ endpointId: id, revision }));
}

/** Notes what their workflows were told. What changed again meanwhile is taken again. */
export async function finishChangedEndpoints(
  db: Queryable,
  told: readonly ChangedEndpoint[],
): Promise<void> {
  if (told.length === 0) return;
  await db.execute(sql`
    UPDATE webhook_endpoints e SET relayed_revision = told.revision, relay_at = NULL
    FROM (SELECT w.id, t.revision FROM webhook_endpoints w JOIN
      jsonb_to_recordset(${JSON.stringify(told)}::jsonb) AS t("endpointId" text, revision int)
      ON w.id = t."endpointId" ORDER BY w.id FOR UPDATE OF w) AS told
    WHERE e.id = told.id`);
}

/** Puts back what Temporal could not be told of, to be tried again from `at` on. */
export async function postponeChangedEndpoints(
  db: Queryable,
  failed: readonly ChangedEndpoint[],
  at: Date,
): Promise<void> {
  if (failed.length === 0) return;
  await db.execute(sql`
    UPDATE webhook_endpoints SET relay_at = ${at.toISOString()}::timestamptz
    WHERE id = ANY(${sql.param(failed.map(({ endpointId }) => endpointId))}::text[])`);
}

/**
 * Endpoints that need a workflow, as far as their rows tell, in the order of their ids: those that
 * are paused, those with something to be told again, and those disabled with something to give up.
 */
export async function findRetrying(db: Queryable, after: string, limit: number): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    SELECT id FROM webhook_endpoints e
    WHERE id > ${after} AND deleted_at IS NULL AND revision = relayed_revision
      AND CASE WHEN status = 'active' THEN retry_at IS NOT NULL OR EXISTS (
          SELECT FROM webhook_deliveries WHERE endpoint_id = e.id AND status = 'pending' AND tries > 0)
        ELSE disabled_reason <> 'requested' AND EXISTS (
          SELECT FROM webhook_deliveries WHERE endpoint_id = e.id AND status = 'pending') END
    ORDER BY id LIMIT ${limit}`);
  return rows.map(({ id }) => id);
}

/** Has these endpoints' workflows told again. */
export async function relayAgain(db: Queryable, endpointIds: readonly string[]): Promise<void> {
  if (endpointIds.length === 0) return;
  await db.execute(sql`
    UPDATE webhook_endpoints SET revision = revision + 1
    WHERE id = ANY(${sql.param(endpointIds)}::text[]) AND revision = relayed_revision`);
}
