import { presenceAt } from '../presence.ts';
import type { PresenceAge } from '../send-time-params.ts';
import type { PresenceTrial } from './fit-presence.ts';

const HOUR_MS = 3_600_000;

/**
 * How much better hits are foretold with presence than without, in nats a decision: the gain in the
 * log of the share that a decision's moments that were hits have of what was expected of all.
 */
export function presenceGain(
  trials: readonly PresenceTrial[],
  ages: readonly PresenceAge[],
): number {
  const usual = trials.map((trial) => logShare(trial, []));
  const gains = trials.map((trial, index) => logShare(trial, ages) - (usual[index] ?? 0));
  const told = gains.filter(Number.isFinite);
  return told.length === 0 ? 0 : told.reduce((sum, gain) => sum + gain, 0) / told.length;
}

function logShare({ moments }: PresenceTrial, ages: readonly PresenceAge[]): number {
  let ofHits = 0;
  let ofAll = 0;
  for (const { ageHours, expected, hit } of moments) {
    const value = expected * presenceAt(ageHours * HOUR_MS, 0, ages);
    ofAll += value;
    if (hit) ofHits += value;
  }
  return Math.log(ofHits / ofAll);
}
