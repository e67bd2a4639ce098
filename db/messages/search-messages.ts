import { type SQL, sql } from 'drizzle-orm';
import type { Search } from '#domain/search-words';
import { toTsquery } from '../to-tsquery.ts';

/** Shorter beginnings are of so many words that their index is no help. */
const START_MIN = 3;

/** An array of the newest `limit` messages that a search finds, and that match all filters beside. */
export function searchMessages(search: Search, beside: object, limit: number): SQL {
  const { words, start } = search;
  const isLong = [...start].length >= START_MIN || words.length === 0;
  const keys = isLong ? toTsquery(search) : toTsquery({ words, start: null });
  return sql`ARRAY(SELECT search_messages(
    ${toTsquery(search)}, ${keys}, ${JSON.stringify(beside)}::jsonb, ${limit}::int))`;
}
