import type { Context } from 'hono';
import type { AppError, ErrorCode, Problem } from '#domain/errors';
import { OffsetMismatch } from '#domain/offset-mismatch';
import type { HttpEnv } from './http-env.ts';

/** RFC 9457, with our code, the request's id, and a pointer to each refused field (K2). */
export interface ProblemDocument {
  type: string;
  title: string;
  status: ErrorStatus;
  detail: string;
  instance: string;
  code: ErrorCode;
  requestId: string;
  errors?: readonly Problem[];
  /** Of `offset_mismatch`: where the upload stands. */
  offset?: number;
}

export type ErrorStatus = 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 422 | 500 | 503;

/** Each code's status and title: the one place where refusals become HTTP. */
export const problemKinds: Record<ErrorCode, { status: ErrorStatus; title: string }> = {
  malformed_request: { status: 400, title: 'The request cannot be read' },
  unauthorized: { status: 401, title: 'The key is missing or unknown' },
  forbidden: { status: 403, title: 'This is not allowed' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  already_sending: { status: 409, title: 'The message is being sent' },
  final: { status: 409, title: 'It can no longer change' },
  optimized_message_locked: { status: 409, title: 'The message is locked' },
  conflict: { status: 409, title: 'The request conflicts with what is there' },
  offset_mismatch: { status: 409, title: 'The upload stands elsewhere' },
  idempotency_in_flight: { status: 409, title: 'The first request is in flight' },
  version_mismatch: { status: 412, title: 'The version is stale' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The content type is not supported' },
  validation_failed: { status: 422, title: 'The request was understood and refused' },
  idempotency_key_reused: { status: 422, title: 'The idempotency key was used before' },
  sender_unknown: { status: 422, title: 'The sender is unknown' },
  sender_inactive: { status: 422, title: 'The sender is inactive' },
  sender_required: { status: 422, title: 'A sender is required' },
  sender_not_allowed: { status: 403, title: 'The sender is not yours to use' },
  recipient_suppressed: { status: 422, title: 'The recipient is suppressed' },
  variables_missing: { status: 422, title: 'Variables are missing' },
  internal_error: { status: 500, title: 'Something failed on our side' },
  unavailable: { status: 503, title: 'Not available for the moment' },
};

export const PROBLEM_TYPE = 'application/problem+json';

// A caller that comes back in a second finds a database that restarted, or the other request done.
const RETRY_AFTER_S = '1';

/** Answers with a problem document. */
export function answerProblem(
  c: Context<HttpEnv>,
  error: AppError,
  headers: Record<string, string> = {},
): Response {
  const problem = toProblem(error, c.get('requestId'));
  return c.body(JSON.stringify(problem), problem.status, {
    'Content-Type': PROBLEM_TYPE,
    ...(isWorthRetrying(problem) ? { 'Retry-After': RETRY_AFTER_S } : {}),
    ...(problem.status === 401 ? { 'WWW-Authenticate': 'Bearer realm="punctual"' } : {}),
    ...headers,
  });
}

/** The document of a refusal. */
export function toProblem(error: AppError, requestId: string): ProblemDocument {
  const { status, title } = problemKinds[error.code];
  return {
    type: `urn:punctual:problem:${error.code}`,
    title,
    status,
    detail: error.message,
    // The request and not its path: a path may hold an address by mistake (K3).
    instance: `urn:punctual:request:${requestId}`,
    code: error.code,
    requestId,
    ...(error.problems.length > 0 ? { errors: error.problems } : {}),
    ...(error instanceof OffsetMismatch ? { offset: error.offset } : {}),
  };
}

/** Soon, and as it is: the other request with the key is done, or the database is back. */
function isWorthRetrying({ status, code }: ProblemDocument): boolean {
  return status === 503 || code === 'idempotency_in_flight';
}
