import type { LateAction } from '#domain/timing';

/** T6: what happens to a message that is `afterMs` late. */
export interface IfLate {
  /** As the caller wrote it, an ISO 8601 duration. */
  after: string;
  afterMs: number;
  action: LateAction;
}

export interface Warning {
  code: string;
  detail: string;
}
