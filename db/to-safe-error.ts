import { DrizzleQueryError } from 'drizzle-orm';
import postgres from 'postgres';

/** A database error without the statement, its parameters, or the row that it names. */
export class DatabaseError extends Error {
  /** PostgreSQL's SQLSTATE, or the code of the failed connection. */
  readonly code: string;
  readonly constraint: string | undefined;
  /** Whether the database could not be reached, or was going away. */
  readonly isUnavailable: boolean;

  constructor(code: string, constraint: string | undefined) {
    super(`the database answered ${code}${constraint ? ` (${constraint})` : ''}`);
    this.name = 'DatabaseError';
    this.code = code;
    this.constraint = constraint;
    this.isUnavailable = isUnavailable(code);
  }
}

/**
 * Turns whatever a query threw into an error that may be logged and stored: drizzle's carries the
 * SQL and its parameters, PostgreSQL's the values of the row. Other errors come back unchanged.
 */
export function toSafeError(error: unknown): unknown {
  const cause = error instanceof DrizzleQueryError ? error.cause : error;
  if (cause instanceof postgres.PostgresError) {
    return new DatabaseError(cause.code, cause.constraint_name);
  }
  const code = connectionCode(cause);
  if (code) return new DatabaseError(code, undefined);
  if (error instanceof DrizzleQueryError) return new DatabaseError('query_failed', undefined);
  return error;
}

const connectionCodes = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'EHOSTUNREACH',
  'ETIMEDOUT',
]);

function connectionCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' && connectionCodes.has(error.code) ? error.code : null;
}

/**
 * Class 08: connection; 57P: the server is shutting down or starting; 53: out of resources;
 * 57014: a statement that took too long.
 */
function isUnavailable(code: string): boolean {
  return connectionCodes.has(code) || code === '57014' || /^(08|53|57P0)/.test(code);
}
