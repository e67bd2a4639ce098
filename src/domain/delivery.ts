/** What a workflow waits for: a version of a message and the instant at which it is due. */
export interface DeliveryTarget {
  version: number;
  /** Milliseconds since 1970. */
  dueAtMs: number;
}

/**
 * What the deliver activity found.
 *
 * - `done`: the message needs its workflow no more.
 * - `moved`: there is another version to wait for (edited, rescheduled, to be tried again), or a
 *   later time for the same one: its sender's rate keeps it waiting.
 */
export type DeliveryResult =
  | { kind: 'done'; status: string }
  | ({ kind: 'moved' } & DeliveryTarget);

/** Whether there is another version to wait for, or a later time for the same one. */
export function isNewTarget(target: DeliveryTarget, awaited: DeliveryTarget): boolean {
  if (target.version !== awaited.version) return target.version > awaited.version;
  return target.dueAtMs > awaited.dueAtMs;
}

/** How long before the due time the workflow wakes: all of Temporal's commits fit in. */
export const LEAD_MS = 3_000;
/**
 * The workflow of one of a crowd wakes at the latest so long after the due time: the sweep sends
 * the message, and the workflow only has to learn it.
 */
export const LAST_WAKE_MS = 30 * 60_000;
/**
 * So many workflows wake in time in a second: what two cores carry, beside the sends. Each costs
 * 40 ms of computing, so that the 1,000 of a crowd would keep them busy for 20 s, just when the
 * messages are due.
 */
export const MOST_WAKES = 20;
/** How long a provider has to answer; set on every client. */
export const PROVIDER_TIMEOUT_MS = 10_000;
/** After that much of silence an open attempt belongs to a worker that died. */
export const ATTEMPT_LOST_AFTER_MS = PROVIDER_TIMEOUT_MS + 5_000;
