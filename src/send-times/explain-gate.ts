import type { GateArithmetic, SendTimeDecision } from '#domain/send-time/decide-send-time';
import type { GateBasis } from '#domain/send-time/judge-gate';
import type { SendTimeQuestion } from '#domain/send-time/send-time-question';

/** What the gate compared, with what, and what it says of that (O4). */
export interface GateExplanation extends Omit<GateArithmetic, 'candidateMs'> {
  open: boolean;
  engagements: number;
  engagementsNeeded: number;
  probabilityNeeded: number;
  candidateAt: Date;
  /** In words. */
  detail: string;
}

const basisWords: Readonly<Record<GateBasis, string>> = {
  activity: 'weighed by when the recipient was active',
  sends: 'weighed by when the recipient looks, as sends are logged',
};

/** Puts the gate's arithmetic beside its thresholds. */
export function explainGate(
  { candidateMs, ...arithmetic }: GateArithmetic,
  { engagements }: Pick<SendTimeDecision, 'engagements'>,
  { zone, model }: Pick<SendTimeQuestion, 'zone' | 'model'>,
): GateExplanation {
  const { gate } = model.params;
  const engagementsNeeded =
    zone === null ? Math.max(gate.engagements, gate.engagementsWithoutZone) : gate.engagements;
  const hasEnough = engagements >= engagementsNeeded;
  const isLikely = arithmetic.pBetter >= gate.probability;
  const clock = zone === null ? ', as the time zone is unknown' : '';
  const counted = `${engagements} engagements of at least ${engagementsNeeded}${clock}`;
  const compared = `the moment is better than now with probability ${arithmetic.pBetter.toFixed(3)} of at least ${gate.probability}`;
  return {
    open: hasEnough && isLikely,
    engagements,
    engagementsNeeded,
    probabilityNeeded: gate.probability,
    candidateAt: new Date(candidateMs),
    ...arithmetic,
    detail: `${counted}: ${hasEnough ? 'enough' : 'too few'}; ${compared}: ${isLikely ? 'enough' : 'too little'}; ${basisWords[arithmetic.basis]}`,
  };
}
