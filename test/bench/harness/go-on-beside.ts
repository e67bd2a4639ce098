import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';
import { scheduleSteadily } from './schedule-steadily.ts';

/** Who goes on beside a batch: another workspace, and its own one with another sender. */
export interface Others {
  other: ApiClient;
  same: ApiClient;
  senderId: string;
}

export interface Span {
  /** Milliseconds since 1970. */
  fromMs: number;
  forMs: number;
  perSecond: number;
}

/** A single POST: when it was asked, and how long the answer took. */
export interface Posted {
  atMs: number;
  tookMs: number;
}

/** Before they are due, as in life: relay and early wake run beside the sends then. */
export const BESIDE_AHEAD_MS = 8_000;
/** Off an instant of the second, so that they are part of no crowd. */
const OFF_MS = 100;
const HOUR_MS = 3_600_000;

/**
 * Single messages of both kinds (groups `other` and `same`), due in the span, and POSTs of messages for later.
 *
 * @returns how long the POSTs of the span took
 */
export async function goOnBeside(others: Others, span: Span): Promise<Posted[]> {
  const { fromMs, perSecond } = span;
  const count = countOf(span);
  const steady = { fromMs: fromMs + OFF_MS, count, everyMs: 1_000 / perSecond };
  const [posted] = await Promise.all([
    postSteadily(others.other, span),
    scheduleSteadily({
      ...{ ...steady, group: 'other', aheadMs: BESIDE_AHEAD_MS },
      accept: others.other.schedule,
    }),
    scheduleSteadily({
      ...{ ...steady, group: 'same', aheadMs: BESIDE_AHEAD_MS },
      accept: ({ text, dueMs }) => others.same.post(toSingle(text, dueMs, others.senderId)),
    }),
  ]);
  return posted;
}

/** How many messages of each kind a span has. */
export function countOf({ forMs, perSecond }: Span): number {
  return Math.round((forMs / 1_000) * perSecond);
}

async function postSteadily(client: ApiClient, span: Span): Promise<Posted[]> {
  const posts = Array.from({ length: countOf(span) }, async (_, index) => {
    const atMs = span.fromMs + (index * 1_000) / span.perSecond;
    await sleep(Math.max(0, atMs - Date.now()));
    const askedMs = performance.now();
    await client.schedule({ text: 'later', dueMs: Date.now() + HOUR_MS });
    return { atMs, tookMs: performance.now() - askedMs };
  });
  return Promise.all(posts);
}

function toSingle(text: string, dueMs: number, senderId: string) {
  const sendAt = new Date(dueMs).toISOString();
  return { channel: 'sms', to: '+12125550198', text, sendAt, from: senderId };
}
