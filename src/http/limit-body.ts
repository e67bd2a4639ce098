import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AppError } from '#domain/errors';

/** Of a request's body, in bytes. */
export const BODY_MAX = 1_048_576;

/** Refuses bodies that are too large before they are read to their end. */
export function limitBody(): MiddlewareHandler {
  return bodyLimit({
    maxSize: BODY_MAX,
    onError: () => {
      throw new AppError('body_too_large', `the body must have at most ${BODY_MAX} bytes`);
    },
  });
}
