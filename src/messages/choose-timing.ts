import type { Quiet } from '#domain/decide-quiet';
import { decideTiming, type TimingRequest } from '#domain/decide-timing';
import { validationFailed } from '#domain/errors';
import { parseSendAt } from '#domain/parse-send-at';
import type { QuietHours } from '#domain/quiet-hours';
import { quote } from '#domain/quote';
import { sendTimeWindows } from '#domain/send-time/send-time-windows';
import type { ZoneRules } from '#domain/time-zone';
import type { AmbiguousTime, TimingKind, TimingReason, ZoneNote } from '#domain/timing';
import { PAST_TOLERANCE_MS } from '#domain/timing';
import { toLocal } from '#domain/to-local';
import type { MessageTiming, OptimizeInput } from './message-input.ts';
import type { OptimizerFindings } from './optimizer-findings.ts';

/** When a message goes, and why then. */
export interface ChosenTiming {
  kind: TimingKind;
  reason: TimingReason;
  window: OptimizeInput['window'] | null;
  sendAt: Date;
  requestedSendAt: string | null;
  localSendAt: string | null;
  timeZone: string | null;
  ambiguousTime: AmbiguousTime;
  tzVersion: string | null;
  zoneNote: ZoneNote | null;
  /** T7: the send time that quiet hours moved away from; `null`: none did. */
  movedFrom: Date | null;
  quiet: (QuietHours & Quiet & { reasonBefore: TimingReason }) | null;
  /** `null`: the optimizer was not asked. */
  optimizer: OptimizerFindings | null;
}

/**
 * Chooses the send time of a message (T1, T2); of one to be optimized, its fallback (O2).
 *
 * @throws AppError `validation_failed`.
 */
export function chooseTiming(
  input: MessageTiming & { optimize?: OptimizeInput | undefined },
  now: Date,
  rules: ZoneRules,
): ChosenTiming {
  const decided = decide({ ...input, now, rules });
  const timing = { ...decided, movedFrom: null, quiet: null, optimizer: null };
  if (!input.optimize) return { ...timing, reason: 'requested', window: null };
  const sendAt = toFallback(input.optimize, now);
  return {
    ...timing,
    kind: 'optimized',
    // Until the history was read.
    reason: 'insufficient_history',
    window: input.optimize.window,
    sendAt,
    localSendAt:
      timing.timeZone === null ? null : toLocal(sendAt.getTime(), timing.timeZone, rules),
  };
}

function decide(request: TimingRequest) {
  const decision = decideTiming(request);
  if (decision.kind === 'refused') throw validationFailed(decision.problems);
  return decision.timing;
}

function toFallback(optimize: OptimizeInput, now: Date): Date {
  const windowEndMs = now.getTime() + sendTimeWindows[optimize.window] * 3_600_000;
  switch (optimize.fallback) {
    case undefined:
    case 'now':
      return now;
    case 'windowEnd':
      return new Date(windowEndMs);
    default:
      return toInstantInWindow(optimize.fallback, now.getTime(), windowEndMs);
  }
}

function toInstantInWindow(text: string, nowMs: number, windowEndMs: number): Date {
  const parsed = parseSendAt(text);
  const isInside =
    parsed.kind === 'instant' && parsed.at >= nowMs - PAST_TOLERANCE_MS && parsed.at <= windowEndMs;
  if (isInside) return new Date(parsed.at);
  const detail = `optimize.fallback must be now, windowEnd or an instant in the window, got ${quote(text)}`;
  throw validationFailed([{ pointer: '/optimize/fallback', detail }]);
}
