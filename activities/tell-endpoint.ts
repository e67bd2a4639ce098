import { disableEndpoint } from '#db/webhooks/endpoint-failures';
import type { LeasedTry } from '#db/webhooks/leased-try';
import { judgeWebhookFailure, type WebhookFailure } from '#domain/webhook-failure';
import { decideEventPause, toPlace } from '#domain/webhook-retry';
import { toWebhookBody } from '#webhooks/to-webhook-body';
import type { WebhookAnswer } from '#webhooks/webhook-poster';
import type { WebhookDeps } from './webhook-deps.ts';

/** An event that an endpoint did not take. */
export interface Refused {
  kind: 'refused';
  failure: WebhookFailure;
  retryAfterMs: number | null;
  at: Date;
  /** When the event is due again; empty: it is given up. */
  eventDueAt: Date | null;
}

/** How an endpoint took an event, and how long it took for that. */
export type Told = ({ kind: 'taken' } | Refused) & { tookMs: number };

/**
 * After a lease of this length an event is told again, to which its endpoint has not been heard:
 * longer than a call and its record take.
 */
export const LEASE_MS = 30_000;
/** The pause is at its longest by then. */
const MOST_COUNTED_AWAY = 8;

/**
 * Tells an endpoint of an event. What a refusal means for the endpoint is stored first: nothing
 * more is told to one that is away. Its workflow hears of the event with the event's record.
 *
 * @param onRefused stores that. @returns when everything about the endpoint is tried again; empty:
 * it is not paused.
 */
export async function tellEndpoint(
  deps: WebhookDeps,
  leased: LeasedTry,
  onRefused: (refused: Refused) => Promise<Date | null>,
): Promise<Told> {
  const { poster, recorder } = deps.webhooks;
  const { url, secrets, eventId: id, endpointId } = leased;
  const body = toWebhookBody(leased.event);
  const at = new Date(deps.clock.nowMs());
  const answer = await poster.post({ url, id, at, secrets, body });
  const told = judge(answer, leased, new Date(deps.clock.nowMs()));
  const nextTryAt = told.kind === 'taken' ? null : await store(deps, leased, { told, onRefused });
  const { leasedUntil } = leased;
  const record = { ...toRecord(answer, nextTryAt), isFirst: leased.tries === 0 };
  await recorder.record({ ...record, endpointId, eventId: id, at, leasedUntil });
  return told;
}

interface Storing {
  told: Refused;
  onRefused: (refused: Refused) => Promise<Date | null>;
}

/** @returns when the event is due again. */
async function store(
  deps: WebhookDeps,
  { endpointId }: LeasedTry,
  { told, onRefused }: Storing,
): Promise<Date | null> {
  if (told.failure === 'gone') {
    await disable(deps, endpointId, 'gone');
    return null;
  }
  const pausedUntil = await onRefused(told);
  // Nothing is wrong with the event: it comes as soon as anything does.
  return told.failure === 'away' ? (pausedUntil ?? told.eventDueAt) : told.eventDueAt;
}

/** Disables an endpoint for what it did, once. */
export async function disable(
  deps: WebhookDeps,
  endpointId: string,
  reason: 'gone' | 'failing',
): Promise<void> {
  const now = new Date(deps.clock.nowMs());
  if (await disableEndpoint(deps.db, { endpointId, reason, now })) {
    deps.webhooks.onDisabled(endpointId, reason);
  }
}

function judge(answer: WebhookAnswer, { eventId, tries }: LeasedTry, now: Date): Told {
  const { tookMs } = answer;
  if (answer.kind === 'taken') return { kind: 'taken', tookMs };
  const { retryAfterMs } = answer;
  const failure = judgeWebhookFailure(answer);
  // An endpoint that is away is given up as a whole, and no event before it.
  const tried = failure === 'away' ? Math.min(tries, MOST_COUNTED_AWAY) : tries;
  const pauseMs = decideEventPause(tried + 1, toPlace(eventId));
  const eventDueAt =
    pauseMs === null ? null : new Date(now.getTime() + Math.max(pauseMs, retryAfterMs ?? 0));
  return { kind: 'refused', tookMs, failure, retryAfterMs, at: now, eventDueAt };
}

function toRecord(answer: WebhookAnswer, nextTryAt: Date | null) {
  const { statusCode, tookMs } = answer;
  if (answer.kind === 'taken') {
    return { status: 'delivered', statusCode, tookMs, errorCode: null, nextTryAt } as const;
  }
  const status = nextTryAt === null ? 'failed' : 'pending';
  return { status, statusCode, tookMs, errorCode: answer.errorCode, nextTryAt } as const;
}
