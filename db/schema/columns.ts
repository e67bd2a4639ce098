import { sql } from 'drizzle-orm';
import { check, customType, type PgColumn, text, timestamp } from 'drizzle-orm/pg-core';

/** An instant with the millisecond that the contract promises. */
export const instant = (name: string) => timestamp(name, { precision: 3, withTimezone: true });

/** Words that are searched, as `array_to_tsvector` makes them. */
export const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/** A column of one list's words, kept so by `oneOf` in the table's constraints. */
export const word = <T extends string>(name: string) => text(name).$type<T>();

/**
 * A CHECK made from the domain's list. Text and not an enum: row-level security keeps an enum's
 * `=` from using an index.
 */
export function oneOf(name: string, column: PgColumn, words: readonly string[]) {
  const list = words.map((item) => `'${item}'`).join(', ');
  return check(name, sql`${column} IN (${sql.raw(list)})`);
}
