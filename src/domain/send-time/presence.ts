import type { PresenceAge } from './send-time-params.ts';

const HOUR_MS = 3_600_000;

/**
 * M: how much likelier than usual somebody engages, so long after they were last there. Who writes
 * is in a conversation; who was silent for days mostly stays so for some more.
 *
 * @param lastMs when they were last there; `null`: never
 */
export function presenceAt(
  atMs: number,
  lastMs: number | null,
  ages: readonly PresenceAge[],
): number {
  if (lastMs === null) return 1;
  const hours = (atMs - lastMs) / HOUR_MS;
  return ages.find(({ untilHours }) => hours < untilHours)?.factor ?? 1;
}
