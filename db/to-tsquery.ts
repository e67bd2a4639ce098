import { type SQL, sql } from 'drizzle-orm';
import type { Search } from '#domain/search-words';

/** A search as PostgreSQL asks it: `'ana' & 'li':*`. Words are letters and digits alone. */
export function toTsquery({ words, start }: { words: Search['words']; start: string | null }): SQL {
  const whole = words.map((word) => `'${word}'`);
  const all = start === null ? whole : [...whole, `'${start}':*`];
  return sql`${all.join(' & ')}::text::tsquery`;
}
