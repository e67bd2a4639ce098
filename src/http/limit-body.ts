import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AppError } from '#domain/errors';

/** Of a request's body, in bytes. */
export const BODY_MAX = 1_048_576;

/** Of a batch's body, in bytes: 10,000 emails of 3 kB. */
export const BATCH_BODY_MAX = 33_554_432;

/** Of engagement events, in bytes: some 50,000. */
export const ENGAGEMENT_BODY_MAX = 8_388_608;

/** Refuses bodies that are too large before they are read to their end. */
export function limitBody(maxSize: number = BODY_MAX): MiddlewareHandler {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new AppError('body_too_large', `the body must have at most ${maxSize} bytes`);
    },
  });
}
