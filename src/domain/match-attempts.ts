import { PROVIDER_TIMEOUT_MS } from './delivery.ts';

/** An attempt that may have been taken: of the message in question, or of one that looks the same. */
export interface OpenAttempt {
  messageId: string;
  startedAt: Date;
}

/** The provider's clock is another one, and it counts in seconds. */
const CLOCKS_DIFFER_MS = 5_000;
/** A request can lie at the provider's door for a while after we hung up. */
const TAKEN_WITHIN_MS = PROVIDER_TIMEOUT_MS + 60_000;

/**
 * Of what a provider took that looks like a message, finds what is that message's own. Several may
 * look the same: each belongs to the last attempt before it that has none yet, so that no two
 * messages get the same one.
 */
export function findOwn<Candidate extends { createdAt: Date }>(
  messageId: string,
  attempts: readonly OpenAttempt[],
  candidates: readonly Candidate[],
): Candidate | null {
  const left = attempts.toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
  const inOrder = candidates.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  for (const candidate of inOrder) {
    const place = left.findIndex((attempt) => canBeOf(attempt, candidate));
    const [attempt] = place < 0 ? [] : left.splice(place, 1);
    if (attempt?.messageId === messageId) return candidate;
  }
  return null;
}

/** Whether what the provider took then can be of that attempt. */
export function canBeOf(
  { startedAt }: Pick<OpenAttempt, 'startedAt'>,
  { createdAt }: { createdAt: Date },
): boolean {
  const afterMs = createdAt.getTime() - startedAt.getTime();
  return afterMs >= -CLOCKS_DIFFER_MS && afterMs <= TAKEN_WITHIN_MS;
}
