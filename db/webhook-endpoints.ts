import { and, desc, eq, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { webhookEndpoints } from './schema/webhook-endpoints.ts';
import { workspaces } from './schema/workspaces.ts';

export type EndpointRow = typeof webhookEndpoints.$inferSelect;
type Changeable = 'url' | 'description' | 'eventTypes' | 'status' | 'disabledReason' | 'disabledAt';
type Trouble = 'failingSince' | 'retryAt';
/** What is left out, or undefined, stays. */
export type EndpointChange = { [K in Changeable | Trouble]?: EndpointRow[K] | undefined };

interface ChangeOptions {
  now: Date;
  /** The version that the caller has seen; `null` for any. */
  ifMatch: number | null;
  /** Whether its workflow has to hear of it. */
  isTold: boolean;
}

/** Adds an endpoint. */
export async function insertEndpoint(
  tx: Queryable,
  row: typeof webhookEndpoints.$inferInsert,
): Promise<EndpointRow> {
  const rows = await tx.insert(webhookEndpoints).values(row).returning();
  const inserted = rows[0];
  if (!inserted) throw new Error('an inserted endpoint was not returned');
  return inserted;
}

/** How many endpoints the workspace has; nobody else adds one before the transaction ends. */
export async function countEndpoints(tx: Queryable, workspaceId: string): Promise<number> {
  // Not FOR UPDATE: all that is stored for the workspace would wait.
  await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
    .for('no key update');
  const rows = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.workspaceId, workspaceId), isNull(webhookEndpoints.deletedAt)));
  return rows[0]?.count ?? 0;
}

/** An endpoint of the workspace that the transaction entered. */
export async function findEndpoint(tx: Queryable, id: string): Promise<EndpointRow | null> {
  const rows = await tx
    .select()
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.id, id), isNull(webhookEndpoints.deletedAt)));
  return rows[0] ?? null;
}

/** The workspace's endpoints, newest first, older than `before`. */
export async function findEndpoints(
  tx: Queryable,
  workspaceId: string,
  page: { limit: number; before: string | undefined },
): Promise<EndpointRow[]> {
  return tx
    .select()
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.workspaceId, workspaceId),
        isNull(webhookEndpoints.deletedAt),
        page.before === undefined ? undefined : lt(webhookEndpoints.id, page.before),
      ),
    )
    .orderBy(desc(webhookEndpoints.id))
    .limit(page.limit);
}

/** Changes an endpoint; `null` when it is not there, or not of the version `ifMatch`. */
export async function updateEndpoint(
  tx: Queryable,
  id: string,
  change: EndpointChange,
  { now, ifMatch, isTold }: ChangeOptions,
): Promise<EndpointRow | null> {
  const rows = await tx
    .update(webhookEndpoints)
    .set({
      ...change,
      version: sql`${webhookEndpoints.version} + 1`,
      updatedAt: now,
      ...(isTold ? { revision: sql`${webhookEndpoints.revision} + 1` } : {}),
    })
    .where(
      and(
        eq(webhookEndpoints.id, id),
        isNull(webhookEndpoints.deletedAt),
        ifMatch === null ? undefined : eq(webhookEndpoints.version, ifMatch),
      ),
    )
    .returning();
  return rows[0] ?? null;
}

interface SecretChange {
  secret: string;
  /** The secret that is replaced signs on until then; not after `now`: both old ones end at once. */
  previousUntil: Date;
  now: Date;
}

/**
 * Gives an endpoint a new secret, unless that would end the one before the last early, which
 * receivers may still know alone. `null`: that, or the endpoint is not there.
 */
export async function replaceSecret(
  tx: Queryable,
  id: string,
  { secret, previousUntil, now }: SecretChange,
): Promise<EndpointRow | null> {
  const { previousSecretUntil: until } = webhookEndpoints;
  const mayReplace = previousUntil <= now ? undefined : or(isNull(until), lte(until, now));
  const rows = await tx
    .update(webhookEndpoints)
    .set({
      secret,
      previousSecret: sql`${webhookEndpoints.secret}`,
      previousSecretUntil: previousUntil,
      version: sql`${webhookEndpoints.version} + 1`,
      updatedAt: now,
    })
    .where(and(eq(webhookEndpoints.id, id), isNull(webhookEndpoints.deletedAt), mayReplace))
    .returning();
  return rows[0] ?? null;
}

/** Lets nothing more be told to an endpoint; its log goes in portions. False: it was not there. */
export async function markEndpointDeleted(tx: Queryable, id: string, now: Date): Promise<boolean> {
  const rows = await tx
    .update(webhookEndpoints)
    .set({
      deletedAt: now,
      updatedAt: now,
      revision: sql`${webhookEndpoints.revision} + 1`,
      version: sql`${webhookEndpoints.version} + 1`,
    })
    .where(and(eq(webhookEndpoints.id, id), isNull(webhookEndpoints.deletedAt)))
    .returning({ id: webhookEndpoints.id });
  return rows.length > 0;
}

/** Has the workflow of an endpoint that fails look again at what there is to tell. */
export async function nudgeRetries(tx: Queryable, id: string): Promise<void> {
  await tx
    .update(webhookEndpoints)
    .set({ revision: sql`${webhookEndpoints.revision} + 1` })
    .where(and(eq(webhookEndpoints.id, id), isNotNull(webhookEndpoints.failingSince)));
}
