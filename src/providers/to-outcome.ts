import type { Unaccepted } from '#domain/outcome';
import type { OutcomeTable, VendorAnswer, Verdict } from './outcome-table.ts';

/**
 * Looks an answer up. What no table knows is ambiguous: whoever guesses may send twice.
 *
 * @param prefix goes before a status that stands in for a code.
 * @example
 * toOutcome({ status: 429, code: null }, { codes: {}, statuses: { 429: 'not_sent' }, details: {} })
 * // { kind: 'not_sent', code: 'http_429' }
 */
export function toOutcome(answer: VendorAnswer, table: OutcomeTable, prefix = 'http_'): Unaccepted {
  const { status, retryAfterMs } = answer;
  const code = answer.code ?? `${prefix}${status}`;
  switch (findVerdict(answer, table)) {
    case 'refused':
      return { kind: 'refused', code, detail: findDetail(answer, table) };
    case 'not_sent':
      return { kind: 'not_sent', code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    case 'ambiguous':
      return { kind: 'ambiguous', code };
  }
}

function findVerdict({ status, code }: VendorAnswer, table: OutcomeTable): Verdict {
  const byCode = code === null ? undefined : table.codes[code];
  const byClass = table.statuses[`${Math.floor(status / 100)}xx`];
  return byCode ?? table.statuses[status] ?? byClass ?? 'ambiguous';
}

function findDetail({ status, code }: VendorAnswer, table: OutcomeTable): string {
  const known = (code === null ? undefined : table.details[code]) ?? table.details[status];
  return known ?? 'the provider refused the message';
}
