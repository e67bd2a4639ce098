import { validationFailed } from '#domain/errors';

const KEY = /^[\x20-\x7e]{1,255}$/;

/** The request's idempotency key, when it has one. @throws AppError `validation_failed` */
export function parseIdempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (KEY.test(header)) return header;
  const detail = 'Idempotency-Key must have 1 to 255 printable ASCII characters';
  throw validationFailed([{ pointer: '/header/Idempotency-Key', detail }]);
}
