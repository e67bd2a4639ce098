/** Every code that an error answer can carry (K2). Stable: callers switch on them. */
export const errorCodes = [
  'malformed_request',
  'unauthorized',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'already_sending',
  'final',
  'optimized_message_locked',
  'conflict',
  'offset_mismatch',
  'idempotency_in_flight',
  'version_mismatch',
  'body_too_large',
  'unsupported_media_type',
  'validation_failed',
  'idempotency_key_reused',
  'sender_unknown',
  'sender_inactive',
  'sender_required',
  'sender_not_allowed',
  'recipient_suppressed',
  'variables_missing',
  'internal_error',
  'unavailable',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/**
 * One field that was refused: a JSON pointer into the body, or `/query/NAME` and `/header/NAME`
 * for what is not in it.
 */
export interface Problem {
  pointer: string;
  detail: string;
}

/** An expected refusal, thrown by verbs and translated once for each transport. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly problems: readonly Problem[];

  /** @param detail names the thing and the rule; never a recipient, a body or a key. */
  constructor(code: ErrorCode, detail: string, problems: readonly Problem[] = []) {
    super(detail);
    this.name = 'AppError';
    this.code = code;
    this.problems = problems;
  }
}

/** The refusal of input that was understood: 422 with a pointer to each field. */
export function validationFailed(problems: readonly Problem[]): AppError {
  const detail = problems.map((problem) => problem.detail).join('; ');
  return new AppError('validation_failed', detail, problems);
}
