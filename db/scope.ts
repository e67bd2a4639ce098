import { sql } from 'drizzle-orm';
import type { Actor } from '#domain/actor';
import type { Database, Queryable } from './connect.ts';

/** What a use case works with: one transaction that sees one workspace, and its caller. */
export interface Scope {
  readonly tx: Queryable;
  readonly actor: Actor;
  readonly workspaceId: string;
  /** PostgreSQL's time when the request began. */
  readonly now: Date;
}

/**
 * Runs `work` in one transaction in which row-level security shows the actor's workspace only.
 * What `work` throws rolls everything back.
 */
export function inWorkspace<T>(
  db: Database,
  actor: Actor,
  now: Date,
  work: (scope: Scope) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    await enterWorkspace(tx, actor.workspaceId);
    return work({ tx, actor, workspaceId: actor.workspaceId, now });
  });
}

/** Gives the rest of the transaction the tenants' role, and one workspace to see. */
export async function enterWorkspace(tx: Queryable, workspaceId: string): Promise<void> {
  // One round trip: a role set by set_config(..., true) is a SET LOCAL ROLE.
  await tx.execute(
    sql`SELECT set_config('app.workspace', ${workspaceId}, true), set_config('role', 'punctual_tenant', true)`,
  );
}
