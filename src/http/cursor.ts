import { z } from '@hono/zod-openapi';

/** Where a page ended, made opaque: an id today, perhaps another thing tomorrow. */
export function encodeCursor(lastId: string | null): string | null {
  return lastId === null ? null : Buffer.from(lastId).toString('base64url');
}

/** What {@link encodeCursor} was given; `null` for anything else. */
export function decodeCursor(cursor: string, id: RegExp): string | null {
  const lastId = Buffer.from(cursor, 'base64url').toString();
  // Encoded again, since decoding forgives what is not base64url.
  return id.test(lastId) && encodeCursor(lastId) === cursor ? lastId : null;
}

/** The query parameter: decoded to the id that the page ended with. */
export function cursorOf(id: RegExp) {
  return z
    .string()
    .transform((cursor, context) => {
      const lastId = decodeCursor(cursor, id);
      if (lastId !== null) return lastId;
      context.addIssue({ code: 'custom', message: 'must be a nextCursor of this list' });
      return z.NEVER;
    })
    .openapi({ type: 'string', description: 'The `nextCursor` of the page before.' });
}
