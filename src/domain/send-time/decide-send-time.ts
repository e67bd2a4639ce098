import { chooseCandidate } from './choose-candidate.ts';
import { jitterSendTime } from './jitter-send-time.ts';
import { type GateJudgement, judgeGate } from './judge-gate.ts';
import { MODEL_VERSION } from './send-time-params.ts';
import type { SendTimeQuestion } from './send-time-question.ts';
import { type TopSlot, toTopSlots } from './to-top-slots.ts';
import { type Candidate, type SendTimeWeighing, weighSendTimes } from './weigh-send-times.ts';

/** Why the model sends when it does; `window_end`: quiet hours leave no moment of the window. */
export const sendTimeReasons = [
  'optimized',
  'insufficient_history',
  'now_is_best',
  'zone_unknown',
  'window_end',
] as const;
export type SendTimeReason = (typeof sendTimeReasons)[number];

/** What the model decided for a message, and by what arithmetic. */
export interface SendTimeDecision {
  /** Milliseconds since 1970; for all reasons but `optimized` the first moment out of quiet hours. */
  sendAtMs: number;
  reason: SendTimeReason;
  /** The recipient's own human engagements, and their sessions, or answers, by weight (N). */
  engagements: number;
  effectiveEngagements: number;
  /** How probable it is that the moment is better than now; `null`: nothing was compared. */
  pBetter: number | null;
  /** Value of the moment over that of now, 1: as good; `null`: nothing was compared, or with 0. */
  lift: number | null;
  /** The best half-hours of the recipient's week. */
  topSlots: TopSlot[];
  /** The code that decided (`MODEL_VERSION`), and its parameters, by name and by what they say. */
  model: string;
  modelVersion: string;
  paramsHash: string;
  /** What the gate compared. */
  gate: GateArithmetic | null;
}

export interface GateArithmetic extends Omit<GateJudgement, 'verdict'> {
  /** N + kappa; the basis `sends` has its own measure of what is known. */
  strength: number;
  /** Shares of the recipient's week in the three hours after now, and after the moment (A0, A1). */
  massNow: number;
  massThen: number;
  /** Calibration of P, beside drift. */
  c: number;
  doubt: number;
  /** The moment that was weighed, before jitter, milliseconds since 1970. */
  candidateMs: number;
}

/** Of the best moment's value: where the gate does not open, now is called as good as that. */
const AS_GOOD = 0.8;

/**
 * Picks the moment of a window at which a recipient most likely engages soon, or now where their
 * history does not support a choice (O1, O2). A function of its question alone.
 */
export function decideSendTime(
  question: SendTimeQuestion,
  weighing: SendTimeWeighing = weighSendTimes(question),
): SendTimeDecision {
  const { nowMs, windowHours, model, quietEndAt } = question;
  const [first] = weighing.candidates;
  const chosen = chooseCandidate(weighing.candidates, {
    tau: model.params.tau,
    climbs: weighing.compare !== undefined,
  });
  const facts = {
    engagements: weighing.engagements,
    effectiveEngagements: weighing.effectiveEngagements,
    topSlots: weighing.engagements === 0 ? [] : toTopSlots(weighing.curve),
    model: MODEL_VERSION,
    modelVersion: model.version,
    paramsHash: model.hash,
  };
  const atOnceMs = quietEndAt?.(nowMs) ?? nowMs;
  if (first === undefined || chosen === undefined) {
    const nothing = { pBetter: null, lift: null, gate: null };
    return { sendAtMs: atOnceMs, reason: 'window_end', ...facts, ...nothing };
  }
  const { verdict, gate } = compare(question, weighing, { first, chosen });
  const weighed = { ...facts, pBetter: gate.pBetter, lift: toLift(chosen, first), gate };
  // Before the gate: what it holds back may be no lack of history, but that now is as good.
  const isAsGood =
    chosen === first || (verdict !== 'open' && first.value >= AS_GOOD * chosen.value);
  if (isAsGood && tells(question, weighing)) {
    return { sendAtMs: atOnceMs, reason: 'now_is_best', ...weighed };
  }
  if (verdict !== 'open') return { sendAtMs: atOnceMs, reason: verdict, ...weighed };
  const sendAtMs = jitterSendTime(chosen.atMs, {
    key: question.jitterKey,
    minutes: model.params.jitterMinutes,
    endMs: nowMs + windowHours * 3_600_000,
    quietEndAt,
  });
  return { sendAtMs, reason: 'optimized', ...weighed };
}

/** Whether there are as many engagements as the gate wants: then that now is best is known. */
function tells(
  { zone, model }: SendTimeQuestion,
  { engagements }: Pick<SendTimeWeighing, 'engagements'>,
): boolean {
  const { gate } = model.params;
  const least = zone === null ? gate.engagementsWithoutZone : 0;
  return engagements >= Math.max(gate.engagements, least);
}

function compare(
  { zone, model: { params } }: SendTimeQuestion,
  weighing: SendTimeWeighing,
  { first, chosen }: { first: Candidate; chosen: Candidate },
) {
  const strength = weighing.effectiveEngagements + params.kappa;
  const masses = { massNow: first.mass, massThen: chosen.mass };
  const compared = weighing.compare && { z: weighing.compare(first.atMs, chosen.atMs) };
  const { verdict, ...judged } = judgeGate(
    {
      engagements: weighing.engagements,
      zoneIsKnown: zone !== null,
      strength,
      ...masses,
      ...compared,
    },
    params,
  );
  const { c, doubt } = params.gate;
  return { verdict, gate: { strength, ...masses, ...judged, c, doubt, candidateMs: chosen.atMs } };
}

/** What is infinitely better, or not a number, is no lift. */
function toLift(chosen: Candidate, first: Candidate): number | null {
  const lift = chosen.value / first.value;
  return Number.isFinite(lift) ? lift : null;
}
