import { hashKey } from './hash-key.ts';

/**
 * Moves a chosen moment by up to some minutes, so that messages that were given the same one don't
 * leave together: by their ids, so that the same message always moves alike. One that would leave
 * the window or enter quiet hours stays.
 */
export function jitterSendTime(
  chosenMs: number,
  by: {
    key: string | null;
    minutes: number;
    endMs: number;
    quietEndAt?: ((atMs: number) => number | null) | undefined;
  },
): number {
  if (by.key === null) return chosenMs;
  const movedMs = chosenMs + Math.floor(hashKey(by.key, 'jitter') * by.minutes * 60) * 1000;
  const mayMove = movedMs <= by.endMs && (by.quietEndAt?.(movedMs) ?? null) === null;
  return mayMove ? movedMs : chosenMs;
}
