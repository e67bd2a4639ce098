/** Remembers answers for a while, and only so many of them. */
export interface ShortMemory<T> {
  /** `null`: nothing is remembered, or not any more. */
  recall(key: string): T | null;
  keep(key: string, value: T, forMs: number): void;
}

/**
 * @param most when more are kept, the one that was kept first is forgotten.
 * @param now milliseconds of a clock that only goes forward.
 */
export function createShortMemory<T>(
  most: number,
  now: () => number = () => performance.now(),
): ShortMemory<T> {
  const kept = new Map<string, { value: T; untilMs: number }>();
  return {
    recall(key) {
      const found = kept.get(key);
      return found && found.untilMs > now() ? found.value : null;
    },
    keep(key, value, forMs) {
      // Kept anew it is the last to go.
      kept.delete(key);
      const oldest = kept.size < most ? undefined : kept.keys().next().value;
      if (oldest !== undefined) kept.delete(oldest);
      kept.set(key, { value, untilMs: now() + forMs });
    },
  };
}
