/** What one look has found, and how to mend it where it is not as it should be. */
export interface Finding {
  /** What was looked at, in a word or two. */
  part: string;
  status: 'ok' | 'warn' | 'fail';
  detail: string;
  mend?: string;
}

/** Nothing to do. */
export function ok(part: string, detail: string): Finding {
  return { part, status: 'ok', detail };
}

/** It works, but somebody should look. */
export function warn(part: string, detail: string, mend: string): Finding {
  return { part, status: 'warn', detail, mend };
}

/** It does not work until somebody mends it. */
export function fail(part: string, detail: string, mend: string): Finding {
  return { part, status: 'fail', detail, mend };
}
