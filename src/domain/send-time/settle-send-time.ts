import type { SendTimeDecision, SendTimeReason } from './decide-send-time.ts';
import { hashKey } from './hash-key.ts';
import type { SendTimeQuestion } from './send-time-question.ts';
import type { Candidate } from './weigh-send-times.ts';

/** What a message makes of a decision. */
export interface SettledSendTime {
  /** Milliseconds since 1970. Only an `optimized` one is surely out of quiet hours (T7). */
  sendAtMs: number;
  reason: SendTimeReason | 'holdout';
}

/**
 * When the message goes after all: as the model decided; at once where it is drawn for the holdout
 * (O5); at its fallback where nothing could be decided (O2). A fallback in quiet hours that outlast
 * the window gives way to the last free moment of the window.
 */
export function settleSendTime(
  decision: SendTimeDecision,
  { nowMs, jitterKey, quietEndAt, windowHours }: SendTimeQuestion,
  by: { fallbackMs: number; holdoutShare: number; candidates: readonly Candidate[] },
): SettledSendTime {
  const { reason } = decision;
  switch (reason) {
    case 'optimized': {
      const isHeldOut = jitterKey !== null && hashKey(jitterKey, 'holdout') < by.holdoutShare;
      if (isHeldOut) return { sendAtMs: nowMs, reason: 'holdout' };
      return { sendAtMs: decision.sendAtMs, reason };
    }
    case 'now_is_best':
      return { sendAtMs: nowMs, reason };
    case 'insufficient_history':
    case 'zone_unknown':
    case 'window_end': {
      const fallbackMs = Math.max(by.fallbackMs, nowMs);
      const quietEndMs = quietEndAt?.(fallbackMs) ?? null;
      const endMs = nowMs + windowHours * 3_600_000;
      if (fallbackMs === nowMs || quietEndMs === null || quietEndMs <= endMs) {
        return { sendAtMs: fallbackMs, reason };
      }
      const last = by.candidates.findLast(({ atMs }) => atMs <= fallbackMs);
      if (last === undefined) return { sendAtMs: fallbackMs, reason };
      return { sendAtMs: last.atMs, reason: 'window_end' };
    }
  }
}
