import type { IfLate } from '#db/schema/message-columns';
import { parseDuration } from '#domain/duration';
import { type AppError, validationFailed } from '#domain/errors';
import type { IfLateInput } from './message-input.ts';

// Every message is some milliseconds late: a smaller grace would skip them all.
const LEAST_GRACE_MS = 1_000;

/** Reads T6's `ifLate`. @throws AppError `validation_failed`. */
export function parseIfLate(input: IfLateInput | null | undefined): IfLate | null {
  if (!input) return null;
  const parsed = parseDuration(input.after);
  if (parsed.kind === 'unreadable') throw refused(parsed.why);
  if (parsed.ms < LEAST_GRACE_MS) throw refused('must be at least PT1S');
  return { after: input.after, afterMs: parsed.ms, action: input.then };
}

function refused(why: string): AppError {
  return validationFailed([{ pointer: '/ifLate/after', detail: `ifLate.after ${why}` }]);
}
