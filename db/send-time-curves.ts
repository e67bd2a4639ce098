import { randomUUID } from 'node:crypto';
import { and, asc, eq, sql } from 'drizzle-orm';
import type { Database, Queryable } from './connect.ts';
import { type LearnedCurve, sendTimeCurves } from './schema/send-time-models.ts';
import { workspaces } from './schema/workspaces.ts';
import { DatabaseError, toSafeError } from './to-safe-error.ts';

/** A workspace, and the curve that it has. */
export interface CurveToJudge {
  workspaceId: string;
  retentionDays: number;
  /** What the curve that is there was learned with; `null`: there is none. */
  paramsHash: string | null;
  /** Whether events may be there that the curve does not know of. */
  hasNews: boolean;
}

// Any number that nobody else hashes workspaces with.
const CURVE_LOCK = 12_002;
/** While learning waits to begin, those who bring events wait for it. */
const LONGEST_WAIT_MS = 1_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** All workspaces, of which some may need a new curve. */
export function findCurvesToJudge(db: Queryable): Promise<CurveToJudge[]> {
  return db
    .select({
      workspaceId: workspaces.id,
      retentionDays: workspaces.engagementRetentionDays,
      paramsHash: sendTimeCurves.paramsHash,
      hasNews: sql<boolean>`${sendTimeCurves.state} IS DISTINCT FROM 'fresh'`,
    })
    .from(workspaces)
    .leftJoin(sendTimeCurves, eq(sendTimeCurves.workspaceId, workspaces.id))
    .orderBy(asc(workspaces.id));
}

/**
 * Says that workspaces have events that their curves do not know of. After the events were
 * inserted, and last in a transaction: until that ends, nobody begins to learn of them without.
 */
export async function markCurvesStale(
  tx: Queryable,
  workspaceIds: readonly string[],
): Promise<void> {
  const ids = sql`${sql.param([...new Set(workspaceIds)].sort())}::text[]`;
  await tx.execute(sql`
    SELECT pg_advisory_xact_lock_shared(hashtextextended(id, ${CURVE_LOCK}))
    FROM unnest(${ids}) AS of(id)`);
  // A statement of its own: it sees the row of whoever began while this one waited.
  await tx.execute(sql`
    UPDATE send_time_curves SET state = 'stale' WHERE workspace_id IN (
      SELECT workspace_id FROM send_time_curves
      WHERE workspace_id = ANY(${ids}) AND state <> 'stale'
      ORDER BY workspace_id FOR NO KEY UPDATE)`);
}

/**
 * Begins to learn: what is committed until now can be read, and what comes later makes the curve
 * stale again. The curve that is there stays until then.
 *
 * @returns whose turn it is, for `storeCurve`; `null`: somebody has been bringing events for too
 *   long, nothing has changed
 */
export async function beginCurve(db: Database, workspaceId: string): Promise<string | null> {
  const turn = `learning ${randomUUID()}`;
  const begun = { paramsHash: turn, state: 'learning' } as const;
  const begin = async (tx: Queryable) => {
    await tx.execute(sql`SELECT set_config('lock_timeout', ${`${LONGEST_WAIT_MS}ms`}, true)`);
    await tx.execute(
      sql`SELECT pg_advisory_xact_lock(hashtextextended(${workspaceId}, ${CURVE_LOCK}))`,
    );
    await tx
      .insert(sendTimeCurves)
      .values({ ...begun, workspaceId, curve: null, learnedAt: new Date(0) })
      .onConflictDoUpdate({ target: sendTimeCurves.workspaceId, set: begun });
    return turn;
  };
  return db.transaction(begin).catch((error: unknown) => {
    if (isLockTimeout(error)) return null;
    throw error;
  });
}

/**
 * Puts a learned curve in the place of an older one, unless somebody else began to learn
 * meanwhile: theirs knows more.
 */
export async function storeCurve(
  db: Queryable,
  { workspaceId, turn }: { workspaceId: string; turn: string },
  learned: { curve: LearnedCurve | null; paramsHash: string; learnedAt: Date },
): Promise<void> {
  await db
    .update(sendTimeCurves)
    .set({
      ...learned,
      state: sql`CASE ${sendTimeCurves.state} WHEN 'stale' THEN 'stale' ELSE 'fresh' END`,
    })
    .where(and(eq(sendTimeCurves.workspaceId, workspaceId), eq(sendTimeCurves.paramsHash, turn)));
}

function isLockTimeout(error: unknown): boolean {
  const safe = toSafeError(error);
  return safe instanceof DatabaseError && safe.code === LOCK_NOT_AVAILABLE;
}
