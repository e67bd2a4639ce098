import { probabilityBetter } from './probability-better.ts';
import type { SendTimeParams } from './send-time-params.ts';

/** What the gate weighs: shares of the recipient's curve that lie in the hours after two moments. */
export interface GateFacts {
  engagements: number;
  zoneIsKnown: boolean;
  /** N + kappa: what the curve rests on, in sessions. */
  strength: number;
  /** A0, of what would be sent at once. */
  massNow: number;
  /** A1, of the best moment. */
  massThen: number;
  /** Where the model compares the moments itself (exposure): its z. */
  z?: number;
}

/**
 * Which model weighed: by when the recipient was active, or, where sends are logged and most
 * engagements answer them, by when the recipient looks (`value-by-exposure`).
 */
export const gateBases = ['activity', 'sends'] as const;
export type GateBasis = (typeof gateBases)[number];

export type GateVerdict = 'open' | 'insufficient_history' | 'zone_unknown';

export interface GateJudgement {
  verdict: GateVerdict;
  basis: GateBasis;
  /** By how many standard deviations the moment is better, before calibration. */
  z: number;
  /** As it counted: 0 for the basis `sends`. */
  drift: number;
  /** P: how probable it is that the moment is better than now. */
  pBetter: number;
}

/**
 * Whether there is enough history to wait for a moment (O2): enough engagements of the recipient's
 * own, and a difference between the moment and now that is probably no accident. Square roots make
 * the spread of two Poisson counts the same whatever they are (Anscombe, Biometrika 35, 1948):
 * z = sqrt(2) (sqrt(s A1) - sqrt(s A0)). The exposure model has a z of its own (`compareHazards`),
 * whose variances say themselves what a long history is worth: drift belongs to the other one alone.
 * P = Phi(sqrt(c / (1 + drift s)) z - doubt), with c, drift and doubt fitted.
 */
export function judgeGate(facts: GateFacts, { gate }: Pick<SendTimeParams, 'gate'>): GateJudgement {
  const { engagements, zoneIsKnown, strength, massNow, massThen } = facts;
  const z =
    facts.z ?? Math.SQRT2 * (Math.sqrt(strength * massThen) - Math.sqrt(strength * massNow));
  const basis: GateBasis = facts.z === undefined ? 'activity' : 'sends';
  const drift = basis === 'activity' ? gate.drift : 0;
  const pBetter = probabilityBetter({ z, strength }, { ...gate, drift });
  const verdict = ((): GateVerdict => {
    if (engagements < gate.engagements || pBetter < gate.probability) return 'insufficient_history';
    if (!zoneIsKnown && engagements < gate.engagementsWithoutZone) return 'zone_unknown';
    return 'open';
  })();
  return { verdict, basis, z, drift, pBetter };
}
