import type { Problem } from './api-types.ts';

/** The code of a refusal by the API, or of what kept it from being asked. */
export type PunctualErrorCode =
  | Problem['code']
  /** No answer came, or one that broke off. */
  | 'network_error'
  /** None came in time. */
  | 'timeout'
  /** It is none of the API: that of a proxy, for one. */
  | 'unexpected_answer';

interface Details {
  code: PunctualErrorCode;
  message: string;
  status?: number;
  problem?: Problem | undefined;
  retryAfterMs?: number | null;
  cause?: unknown;
}

/** What a request came to that was not answered well, after all tries. */
export class PunctualError extends Error {
  override readonly name = 'PunctualError';
  /** Stable: to be told apart by. */
  readonly code: PunctualErrorCode;
  /** Of HTTP; 0 where there was no answer. */
  readonly status: number;
  /** The API's own words (RFC 9457), with a pointer to each field that it refused. */
  readonly problem: Problem | undefined;
  /** How long the API asks to wait, in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor({ code, message, status = 0, problem, retryAfterMs = null, cause }: Details) {
    super(message, { cause });
    this.code = code;
    this.status = status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }

  /**
   * Whether it is about the moment, and not the request: the same one may do better later. It may
   * have been done, too: a call without an idempotency key (of `keys`, `webhooks`) would do it again.
   */
  get isPassing(): boolean {
    const { code, status } = this;
    if (code === 'network_error' || code === 'timeout') return true;
    // The try before is still at work: its answer is there soon.
    if (code === 'idempotency_in_flight') return true;
    // 501: it cannot do that at all, and is none of Punctual.
    return status === 429 || (status >= 500 && status !== 501);
  }
}
