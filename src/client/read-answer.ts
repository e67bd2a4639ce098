import type { Problem } from './api-types.ts';
import { PunctualError } from './punctual-error.ts';

/**
 * The JSON of an answer, `undefined` where it has none (204).
 *
 * @throws PunctualError for what is no 2xx, and for what is not JSON
 */
export async function readAnswer(response: Response): Promise<unknown> {
  if (!response.ok) throw await readRefusal(response);
  if (response.status === 204) return undefined;
  const json = parseJson(await response.text());
  if (json !== undefined) return json;
  throw unexpected(response);
}

/** The error of an answer that is no 2xx. */
export async function readRefusal(response: Response): Promise<PunctualError> {
  const problem = parseJson(await response.text());
  if (!isProblem(problem)) return unexpected(response);
  return new PunctualError({
    code: problem.code,
    message: toMessage(problem),
    status: response.status,
    problem,
    retryAfterMs: readRetryAfter(response),
  });
}

function toMessage({ detail, errors = [] }: Problem): string {
  const fields = errors
    .filter((each) => !detail.includes(each.detail))
    .map((each) => (each.pointer === '' ? each.detail : `${each.pointer}: ${each.detail}`));
  return [detail, ...fields].join('; ');
}

function unexpected(response: Response): PunctualError {
  return new PunctualError({
    code: 'unexpected_answer',
    message: `the answer (HTTP ${response.status}) is none of Punctual's`,
    status: response.status,
    retryAfterMs: readRetryAfter(response),
  });
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** RFC 9110: seconds, or a date. */
function readRetryAfter({ headers }: Response): number | null {
  const value = headers.get('Retry-After');
  if (value === null) return null;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(ms, 0) : null;
}
