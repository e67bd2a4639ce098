import { and, eq, gt, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { idempotencyKeys } from './schema/idempotency-keys.ts';

/** What an idempotency key is unique within. */
export interface IdempotencyScope {
  workspaceId: string;
  method: string;
  path: string;
  key: string;
}

export type RememberedAnswer = Omit<typeof idempotencyKeys.$inferSelect, keyof IdempotencyScope>;

/**
 * Takes the key until the transaction ends. False: another request holds it, which is in flight.
 */
export async function tryLockIdempotencyKey(
  tx: Queryable,
  scope: IdempotencyScope,
): Promise<boolean> {
  // JSON keeps the parts apart: ('a', 'bc') and ('ab', 'c') are two locks.
  const name = JSON.stringify([scope.workspaceId, scope.method, scope.path, scope.key]);
  const rows = await tx.execute<{ locked: boolean }>(
    sql`SELECT pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) AS locked`,
  );
  return rows[0]?.locked === true;
}

/** The answer that was given to this key, unless it has expired. */
export async function findAnswer(
  tx: Queryable,
  scope: IdempotencyScope,
  now: Date,
): Promise<RememberedAnswer | null> {
  const rows = await tx
    .select({
      bodyHash: idempotencyKeys.bodyHash,
      status: idempotencyKeys.status,
      headers: idempotencyKeys.headers,
      body: idempotencyKeys.body,
      expiresAt: idempotencyKeys.expiresAt,
    })
    .from(idempotencyKeys)
    .where(
      and(
        eq(idempotencyKeys.workspaceId, scope.workspaceId),
        eq(idempotencyKeys.method, scope.method),
        eq(idempotencyKeys.path, scope.path),
        eq(idempotencyKeys.key, scope.key),
        gt(idempotencyKeys.expiresAt, now),
      ),
    );
  return rows[0] ?? null;
}

/** Keeps an answer, in the place of one that has expired. */
export async function rememberAnswer(
  tx: Queryable,
  scope: IdempotencyScope,
  answer: RememberedAnswer,
): Promise<void> {
  await tx
    .insert(idempotencyKeys)
    .values({ ...scope, ...answer })
    .onConflictDoUpdate({
      target: [
        idempotencyKeys.workspaceId,
        idempotencyKeys.method,
        idempotencyKeys.path,
        idempotencyKeys.key,
      ],
      set: answer,
    });
}
