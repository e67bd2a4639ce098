import { type SQL, sql } from 'drizzle-orm';
import type { EngagementKind } from '#domain/engagement';
import type { Channel } from '#domain/message';
import type { Queryable } from './connect.ts';
import { happenedAt } from './schema/messages.ts';

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

/** Some 0.1 s of work each, 0.3 s where they answer messages. */
const PORTION = 5_000;
/** An engagement answers no older message. */
const ANSWERS_FOR = sql.raw("interval '30 days'");
/** Messages that went to an address and are looked at, so that one with thousands costs no more. */
const LOOKED_AT = sql.raw('20');

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
        (at, sent_at, event_key, machine, kind, channel, workspace_id, contact_id, address)
      SELECT a, ${sentAt(workspaceId)}, e, m, k, h, ${workspaceId}, c, d FROM jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
        AS r(a timestamptz, e uuid, m boolean, k text, h text, c text, d text)
      ON CONFLICT (event_key) WHERE event_key IS NOT NULL DO NOTHING
      RETURNING 1
    )
    SELECT count(*)::int AS kept FROM fresh`);
  return counted?.kept ?? 0;
}

/**
 * When the newest message was sent that `r` may answer: what comes too soon after a send was done by
 * a program. Of a contact by time, of an address among the newest.
 */
function sentAt(workspaceId: string): SQL {
  return sql`CASE WHEN c IS NOT NULL THEN (
      SELECT sent_at FROM messages
      WHERE workspace_id = ${workspaceId} AND contact_id = r.c AND contact_id IS NOT NULL
        AND ${happenedAt} <= r.a AND ${happenedAt} >= r.a - ${ANSWERS_FOR}
        AND channel = r.h AND sent_at IS NOT NULL
      ORDER BY ${happenedAt} DESC LIMIT 1)
    ELSE (
      SELECT max(sent_at) FROM (
        SELECT sent_at, channel FROM messages
        WHERE workspace_id = ${workspaceId} AND recipient = r.d
        ORDER BY id DESC LIMIT ${LOOKED_AT}) AS newest
      WHERE channel = r.h AND sent_at <= r.a AND sent_at >= r.a - ${ANSWERS_FOR})
    END`;
}

/** Those without one come first: nobody waits for them. */
function compareKeys({ eventKey: one }: ToldEngagement, { eventKey: other }: ToldEngagement) {
  const [left, right] = [one ?? '', other ?? ''];
  return left < right ? -1 : Number(left > right);
}
