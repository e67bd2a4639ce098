import { sql } from 'drizzle-orm';
import type { EngagementKind } from '#domain/engagement';
import type { Channel } from '#domain/message';
import type { Queryable } from './connect.ts';

/** An engagement event that somebody tells us of. */
export interface ToldEngagement {
  at: Date;
  /** See `toEventKey`; `null`: it counts however often it is told. */
  eventKey: string | null;
  machine: boolean;
  kind: EngagementKind;
  channel: Channel;
  /** Held by the caller: see `holdContacts`. */
  contactId: string | null;
  /** Of one without a contact. */
  address: string | null;
}

/** Some 20 ms of work each. */
const PORTION = 5_000;

/**
 * Keeps engagement events of one workspace, some thousand in a statement. All in the order of their
 * keys, so that no two who tell the same events wait for each other.
 *
 * @returns how many were not there before
 */
export async function insertEngagementRows(
  tx: Queryable,
  workspaceId: string,
  rows: readonly ToldEngagement[],
): Promise<number> {
  const ordered = rows.toSorted(compareKeys);
  let kept = 0;
  for (let start = 0; start < ordered.length; start += PORTION) {
    kept += await insertPortion(tx, workspaceId, ordered.slice(start, start + PORTION));
  }
  return kept;
}

async function insertPortion(
  tx: Queryable,
  workspaceId: string,
  rows: readonly ToldEngagement[],
): Promise<number> {
  const records = rows.map((row) => ({
    a: row.at,
    e: row.eventKey,
    m: row.machine,
    k: row.kind,
    h: row.channel,
    c: row.contactId,
    d: row.address,
  }));
  const [counted] = await tx.execute<{ kept: number }>(sql`
    WITH fresh AS (
      INSERT INTO engagement_events
        (at, event_key, machine, kind, channel, workspace_id, contact_id, address)
      SELECT a, e, m, k, h, ${workspaceId}, c, d FROM jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
        AS r(a timestamptz, e uuid, m boolean, k text, h text, c text, d text)
      ON CONFLICT (event_key) WHERE event_key IS NOT NULL DO NOTHING
      RETURNING 1
    )
    SELECT count(*)::int AS kept FROM fresh`);
  return counted?.kept ?? 0;
}

/** Those without one come first: nobody waits for them. */
function compareKeys({ eventKey: one }: ToldEngagement, { eventKey: other }: ToldEngagement) {
  const [left, right] = [one ?? '', other ?? ''];
  return left < right ? -1 : Number(left > right);
}
