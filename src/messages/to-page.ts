import type { Page, PageRequest } from './message-input.ts';

/**
 * A page of what was read for it: one row more than fits, where there are more, tells that there
 * is a next page.
 */
export function toPage<Row, View extends { id: string }>(
  rows: readonly Row[],
  { limit }: PageRequest,
  toView: (row: Row) => View,
): Page<View> {
  const data = rows.slice(0, limit).map(toView);
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}
