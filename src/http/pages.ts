import { z } from '@hono/zod-openapi';
import type { Page } from '#messages/message-input';
import { cursorOf, encodeCursor } from './cursor.ts';
import { type IdNoun, idShapes } from './ids.ts';

const LIMIT_MAX = 100;
const LIMIT_DEFAULT = 50;

const limit = z
  .string()
  .regex(/^\d{1,3}$/, `must be a whole number from 1 to ${LIMIT_MAX}`)
  .transform(Number)
  .refine((count) => count >= 1 && count <= LIMIT_MAX, {
    message: `must be a whole number from 1 to ${LIMIT_MAX}`,
  })
  .optional()
  .openapi({
    type: 'integer',
    minimum: 1,
    maximum: LIMIT_MAX,
    default: LIMIT_DEFAULT,
    description: 'How many at the most.',
  });

/** The query parameters of every list. */
export function pageQuery(noun: IdNoun) {
  return { limit, cursor: cursorOf(idShapes[noun]).optional() };
}

/** What a verb takes, of what the caller asked. */
export function toPageRequest(query: { limit?: number | undefined; cursor?: string | undefined }) {
  return { limit: query.limit ?? LIMIT_DEFAULT, cursor: query.cursor };
}

/** The page with its cursor made opaque. */
export function toPageAnswer<T>(page: Page<T>): Page<T> {
  return { data: page.data, nextCursor: encodeCursor(page.nextCursor) };
}

/** The answer of every list. */
export function pageOf<T extends z.ZodType>(item: T, name: string) {
  return z
    .strictObject({
      data: z.array(item),
      nextCursor: z
        .string()
        .nullable()
        .openapi({ description: 'The `cursor` of the next page; null: this is the last one.' }),
    })
    .openapi(name);
}
