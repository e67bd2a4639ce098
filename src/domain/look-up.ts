import type { Receipt } from './receipt.ts';

/** What a provider says of a message that it has, as a report of it would. */
export interface FoundReport
  extends Pick<Receipt, 'vendor' | 'dedupeKey' | 'status' | 'code' | 'at'> {
  providerMessageId: string;
  /** When the provider took it. */
  createdAt: Date;
  /** The keys of all reports that can have come of it. */
  dedupeKeys: readonly string[];
}

/** What follows for a message of which its provider shows nothing. */
export type LookSettlement =
  | { kind: 'again'; at: Date }
  /** Nobody will tell: it stays `unknown`. */
  | { kind: 'over'; reason: string; detail: string };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Soon, since lists lag by seconds; and for a day, since outages last for hours. */
const LOOKS_AFTER_MS = [
  10_000,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  12 * HOUR_MS,
  24 * HOUR_MS,
];
/** A provider that could not be asked is asked again at the latest so soon. */
const ASKED_AGAIN_AFTER_MS = 5 * MINUTE_MS;
const NOBODY_CAN_TELL = 'nobody can tell whether the provider took the message';

/** When to look next for a message that is unknown since then; `null`: it was looked for enough. */
export function nextLookAt(unknownSince: Date, now: Date): Date | null {
  const looksAtMs = LOOKS_AFTER_MS.map((afterMs) => unknownSince.getTime() + afterMs);
  const nextMs = looksAtMs.find((atMs) => atMs > now.getTime());
  return nextMs === undefined ? null : new Date(nextMs);
}

/**
 * Decides what follows when a look found nothing. That is no proof that the message was not
 * taken: it is never sent again because of it.
 *
 * @param unavailable why the provider could not be asked; `null` when it was.
 */
export function decideLook(
  unavailable: string | null,
  { unknownSince, now }: { unknownSince: Date; now: Date },
): LookSettlement {
  const next = nextLookAt(unknownSince, now);
  if (next === null) return toEnd(unavailable);
  if (unavailable === null) return { kind: 'again', at: next };
  return {
    kind: 'again',
    at: new Date(Math.min(next.getTime(), now.getTime() + ASKED_AGAIN_AFTER_MS)),
  };
}

function toEnd(unavailable: string | null): LookSettlement {
  if (unavailable === null) {
    const detail = `${NOBODY_CAN_TELL}: it showed no such message for a day`;
    return { kind: 'over', reason: 'not_found', detail };
  }
  const detail = `${NOBODY_CAN_TELL}: it could not be asked, last: ${unavailable}`;
  return { kind: 'over', reason: unavailable, detail };
}
