import type { Engagement } from './engagement-history.ts';

/** Engagements with pauses of at most half an hour between them: one visit of the recipient. */
export interface Session {
  startMs: number;
  endMs: number;
  /** The most that one of its engagements counts for. */
  weight: number;
}

const GAP_MS = 1_800_000;

/** Merges engagements, in time order, into sessions. */
export function toSessions(
  engagements: readonly Engagement[],
  weights: Readonly<Record<Engagement['kind'], number>>,
): Session[] {
  const sessions: Session[] = [];
  for (const { atMs, kind } of engagements) {
    const last = sessions.at(-1);
    const weight = weights[kind];
    if (last && atMs - last.endMs <= GAP_MS) {
      last.endMs = atMs;
      last.weight = Math.max(last.weight, weight);
    } else {
      sessions.push({ startMs: atMs, endMs: atMs, weight });
    }
  }
  return sessions;
}
