import { AppError } from '#domain/errors';
import { DatabaseError, toSafeError } from './to-safe-error.ts';

// Two transactions met: the loser may simply come again. 40001 serialization, 40P01 deadlock.
const retryable = new Set(['40001', '40P01']);

/** The refusal that a database error means for any caller; `null` for what nobody expected. */
export function toAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  const safe = toSafeError(error);
  if (!(safe instanceof DatabaseError)) return null;
  if (safe.isUnavailable) return new AppError('unavailable', 'the database cannot be reached');
  if (retryable.has(safe.code)) {
    return new AppError('unavailable', 'another request changed the same things: send it again');
  }
  return null;
}

/** Whether the error is a violation of this constraint. */
export function violates(error: unknown, constraint: string): boolean {
  const safe = toSafeError(error);
  return safe instanceof DatabaseError && safe.constraint === constraint;
}
