import type { WebhookFailure } from './webhook-failure.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** From one failure to the next try; later ones are as long as the last. */
const PAUSES_MS = [
  ...[5 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS],
  ...[2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS],
];
/** Pauses are longer by so much at the most, so that not all that failed together comes together. */
const JITTER = 0.1;
/** Other events wait no longer than that for one that an endpoint fails at. */
const LONGEST_ON_DOUBT_MS = 5 * MINUTE_MS;

/** An endpoint that failed for so long is disabled, and an event told for so long given up. */
export const GIVE_UP_AFTER_MS = 5 * 24 * HOUR_MS;

/**
 * How long an event waits after so many tries in vain, in milliseconds; `null`: it is given up.
 *
 * @param place 0 to 1, of {@link toPlace}.
 * @example
 * decideEventPause(1, 0) // 5_000
 */
export function decideEventPause(tries: number, place: number): number | null {
  let triedForMs = 0;
  for (let index = 0; index < tries - 1; index++) triedForMs += pauseAt(index);
  return triedForMs >= GIVE_UP_AFTER_MS ? null : jitter(pauseAt(tries - 1), place);
}

export interface EndpointFailure {
  failure: WebhookFailure;
  failingForMs: number;
  /** What it asked for. */
  retryAfterMs: number | null;
  /** 0 to 1, of {@link toPlace}. */
  place: number;
}

/** How long nothing is told to an endpoint after a failure, in milliseconds; `null`: no pause. */
export function decideEndpointPause(failed: EndpointFailure): number | null {
  const { failure, failingForMs, retryAfterMs, place } = failed;
  if (failure === 'unfit' || failure === 'gone') return null;
  const usualMs = jitter(pauseAfter(failingForMs), place);
  const doubtMs = Math.min(usualMs, jitter(LONGEST_ON_DOUBT_MS, place));
  if (failure === 'ailing') return doubtMs;
  // A short pause that is asked for is kept, but not for days on end.
  return retryAfterMs === null ? usualMs : Math.max(retryAfterMs, doubtMs);
}

/**
 * A number from 0 to 1 for an id, always the same: where its tries lie among those of others.
 *
 * @example
 * toPlace('whk_a') === toPlace('whk_a') // true
 */
export function toPlace(id: string): number {
  // FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
  let hash = 0x811c9dc5;
  for (const letter of id) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}

/** The first pause that does not end before now: how far it has come is told by the time alone. */
function pauseAfter(failingForMs: number): number {
  let endsAtMs = 0;
  let index = 0;
  for (; index < PAUSES_MS.length - 1; index++) {
    endsAtMs += pauseAt(index);
    if (endsAtMs > failingForMs) break;
  }
  return pauseAt(index);
}

function pauseAt(index: number): number {
  return PAUSES_MS[Math.min(index, PAUSES_MS.length - 1)] ?? 0;
}

function jitter(ms: number, place: number): number {
  return Math.round(ms * (1 + JITTER * place));
}
