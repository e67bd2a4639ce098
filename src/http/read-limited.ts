import { AppError } from '#domain/errors';

/**
 * A request's body, piece by piece, to its end or to a limit in bytes. Nothing of it is kept.
 *
 * @throws AppError `body_too_large`; `malformed_request` when the caller breaks it off.
 */
export async function* readLimited(
  { body, headers }: Request,
  limit: number,
): AsyncGenerator<Uint8Array> {
  const tooLarge = new AppError('body_too_large', `the body must have at most ${limit} bytes`);
  if (Number(headers.get('Content-Length')) > limit) throw tooLarge;
  const reader = body?.getReader();
  let read = 0;
  while (reader) {
    const { done, value } = await reader.read().catch(() => {
      throw new AppError('malformed_request', 'the body must come to its end');
    });
    if (done) return;
    read += value.length;
    if (read > limit) throw tooLarge;
    yield value;
  }
}
