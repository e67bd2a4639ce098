/** What an endpoint answered that did not take an event; `statusCode` is empty: nothing. */
export interface WebhookRefusal {
  statusCode: number | null;
  retryAfterMs: number | null;
}

/**
 * What a refusal says, and of whom.
 *
 * - `gone`: the endpoint wants nothing any more (410).
 * - `away`: nothing reaches it, or it asks for a pause.
 * - `ailing`: it failed at this event; perhaps at this one alone.
 * - `unfit`: it refuses this event, and may well take others.
 */
export type WebhookFailure = 'gone' | 'away' | 'ailing' | 'unfit';

const GONE = 410;
/** About who calls, where, and when, and not about what: the next event would be told the same. */
const AWAY = new Set([401, 403, 404, 405, 407, 408, 425, 429, 502, 503, 504]);

/**
 * @example
 * judgeWebhookFailure({ statusCode: 400, retryAfterMs: null }) // 'unfit'
 */
export function judgeWebhookFailure({ statusCode, retryAfterMs }: WebhookRefusal): WebhookFailure {
  if (statusCode === GONE) return 'gone';
  if (statusCode === null || statusCode < 400) return 'away';
  if (retryAfterMs !== null || AWAY.has(statusCode)) return 'away';
  return statusCode >= 500 ? 'ailing' : 'unfit';
}
