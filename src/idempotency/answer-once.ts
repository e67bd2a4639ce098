import {
  findAnswer,
  type IdempotencyScope,
  rememberAnswer,
  tryLockIdempotencyKey,
} from '#db/idempotency';
import type { Scope } from '#db/scope';
import { AppError } from '#domain/errors';

/** What is answered to a request, serialized. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** The answer is remembered for 30 days from then; from now when left out. */
  keepFrom?: Date | undefined;
}

/** A request that carries an idempotency key. */
export interface KeyedRequest {
  method: string;
  path: string;
  key: string;
  /** SHA-256 of the body, in hex. */
  bodyHash: string;
}

const KEEP_MS = 30 * 86_400_000;

/**
 * Answers a request that may come again (B3): the first time by `work`, whose answer is kept in
 * the same transaction, after that by what was kept. What `work` throws is not remembered.
 *
 * @throws AppError `idempotency_in_flight`, `idempotency_key_reused`
 */
export async function answerOnce(
  scope: Scope,
  request: KeyedRequest,
  work: () => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> {
  const { bodyHash, ...rest } = request;
  const key = { workspaceId: scope.workspaceId, ...rest };
  if (!(await tryLockIdempotencyKey(scope.tx, key))) throw inFlight();
  // A statement of its own: it sees what the last holder of the lock committed.
  const known = await findAnswer(scope.tx, key, scope.now);
  if (known && known.bodyHash !== bodyHash) throw keyReused();
  if (known) return { ...known, replayed: true };
  const answer = await work();
  await keep(scope, key, bodyHash, answer);
  return { ...answer, replayed: false };
}

async function keep(
  scope: Scope,
  key: IdempotencyScope,
  bodyHash: string,
  answer: Answer,
): Promise<void> {
  const { status, headers, body } = answer;
  const fromMs = Math.max(scope.now.getTime(), answer.keepFrom?.getTime() ?? 0);
  const expiresAt = new Date(fromMs + KEEP_MS);
  await rememberAnswer(scope.tx, key, { status, headers, body, bodyHash, expiresAt });
}

function inFlight(): AppError {
  return new AppError(
    'idempotency_in_flight',
    'a request with this Idempotency-Key is being answered: send it again in a moment',
  );
}

function keyReused(): AppError {
  return new AppError(
    'idempotency_key_reused',
    'this Idempotency-Key was used with another body: take a new key for a new request',
  );
}
