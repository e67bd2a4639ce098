import { AppError } from '#domain/errors';

/** What is said of an id that names no key of this workspace. */
export function keyNotFound(): AppError {
  return new AppError('not_found', 'there is no such key');
}
