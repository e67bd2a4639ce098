import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { AppError } from '#domain/errors';
import type { HttpDeps } from './http-deps.ts';
import type { HttpEnv } from './http-env.ts';
import { answerProblem } from './problem-document.ts';

/**
 * Turns whatever was thrown into a problem document. What nobody expected leaves as
 * `internal_error` with the request's id; its cause goes to the log.
 */
export function handleError(deps: HttpDeps): ErrorHandler<HttpEnv> {
  return (error, c) => {
    const expected = deps.toAppError(error) ?? fromHono(error);
    if (expected) return answerProblem(c, expected);
    deps.log.error({ err: error, requestId: c.get('requestId') }, 'a request failed');
    return answerProblem(c, unexpected(c));
  };
}

/** Hono's own refusals are about requests that it cannot read. */
function fromHono(error: unknown): AppError | null {
  if (!(error instanceof HTTPException) || error.status >= 500) return null;
  return new AppError('malformed_request', 'the request cannot be read');
}

function unexpected(c: Context<HttpEnv>): AppError {
  const detail = `the request failed on our side: ask for request ${c.get('requestId')}`;
  return new AppError('internal_error', detail);
}
