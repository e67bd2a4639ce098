import { LAST_WAKE_MS, LEAD_MS, MOST_WAKES } from '#domain/delivery';

/** Messages are company to each other when they are due in the same span of this length. */
export const COMPANY_SPAN_MS = 1_000;

const WAKES_PER_SECOND = 10;
/** The sweep takes a millisecond for a message, and less: the crowd is gone before they wake. */
const SWEPT_PER_SECOND = 1_000;
const QUIET_MS = 5_000;

export interface Wake {
  dueAtMs: number;
  nowMs: number;
  /** How many messages are due in the same span, at instants no more crowded than its own. */
  company: number;
  /** 0 to 1: this one's place among its crowd. */
  place: number;
}

/**
 * For how long a workflow is not to run, in milliseconds. It wakes shortly before the due time, and
 * sends the message on the instant. One of a crowd wakes afterwards: the sweep sends the crowd,
 * and its workflows come one after the other, to send what is left and to close.
 */
export function decideWake({ dueAtMs, nowMs, company, place }: Wake): number {
  if (company <= MOST_WAKES) return Math.max(0, dueAtMs - LEAD_MS - nowMs);
  const lullMs = QUIET_MS + (company / SWEPT_PER_SECOND) * 1_000;
  const spreadMs = place * (company / WAKES_PER_SECOND) * 1_000;
  return Math.max(0, dueAtMs - nowMs) + Math.min(LAST_WAKE_MS, lullMs + spreadMs);
}
