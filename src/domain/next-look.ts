import type { BatchStatus } from './batch.ts';

/** What is known of a batch and of its messages that something may still come of. */
export interface BatchOutlook {
  status: BatchStatus;
  /** When it was paused, resumed or canceled last. */
  changedAt: Date;
  hasPending: boolean;
  /** One of its messages is in a provider's hands, and may be given back. */
  isInHand: boolean;
  /** When the last of its messages is due; `null` without any. */
  lastDueAt: Date | null;
  /** When the next item that nobody has seen to is due; `null` without any. */
  nextItemAt: Date | null;
}

/** Items get their own workflows so long before they are due: not all at once, months ahead. */
export const HAND_OVER_AHEAD_MS = 3_600_000;
/** What is due sooner is left to the sweep: a workflow has to wake before. */
export const HAND_OVER_LEAST_MS = 15_000;

/** Of items at many times, some are seen to together. */
const HAND_OVER_EVERY_MS = 600_000;
const FIRST_LOOK_MS = 500;
const LAST_LOOK_MS = 30_000;
/** What nobody tells of (all its messages canceled one by one) is seen after so long. */
const RARELY_MS = 86_400_000;

/** After how many milliseconds a batch's workflow looks again, unless it is told to before. */
export function nextLookInMs(outlook: BatchOutlook, nowMs: number): number {
  switch (outlook.status) {
    case 'open':
    case 'done':
      return RARELY_MS;
    case 'paused':
      return outlook.isInHand ? watch(outlook.changedAt.getTime(), nowMs) : RARELY_MS;
    case 'canceled':
      return watch(outlook.changedAt.getTime(), nowMs);
    case 'running':
      return Math.min(RARELY_MS, whileRunning(outlook, nowMs));
  }
}

function whileRunning({ changedAt, lastDueAt, nextItemAt }: BatchOutlook, nowMs: number): number {
  const lastDueMs = lastDueAt?.getTime() ?? nowMs;
  if (lastDueMs <= nowMs) return watch(Math.max(lastDueMs, changedAt.getTime()), nowMs);
  const endInMs = lastDueMs - nowMs + FIRST_LOOK_MS;
  if (nextItemAt === null) return endInMs;
  const itemInMs = nextItemAt.getTime() - HAND_OVER_AHEAD_MS - nowMs;
  return Math.min(endInMs, Math.max(HAND_OVER_EVERY_MS, itemInMs));
}

/** The longer something takes, the less a moment matters: a quarter of the time that has passed. */
function watch(sinceMs: number, nowMs: number): number {
  return Math.min(LAST_LOOK_MS, Math.max(FIRST_LOOK_MS, (nowMs - sinceMs) / 4));
}
