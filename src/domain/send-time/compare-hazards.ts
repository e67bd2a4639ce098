import { errorFunction, probit } from 'simple-statistics';
import type { OwnHazard } from './own-hazards.ts';
import { SLOT_MS, toWeekPosition, type WallOffsets } from './week-grid.ts';

/**
 * By how much posterior deviations overstate how far true ones lie apart, since smoothing leaves
 * each half-hour with the evidence of many; fitted in the simulator.
 */
const CALIBRATION = 2.5;

/** The half-hours after a moment, and how much of each. */
type Ahead = { slot: number; part: number }[];

/**
 * Whether a recipient looks more often after one moment than after another, in standard deviations.
 * With M the looks expected in the hours after a moment, sum of a(k), and v their variance, sum of
 * a(k)/e(k), that of Gamma posteriors, the root of M has the standard deviation sqrt(v / 4M), so
 * that by each habit z = 2 (sqrt(M1) - sqrt(M0)) / sqrt(v1/M1 + v0/M0). Over habits the chance of
 * the second being better is P = sum of w Phi(z), and Phi's inverse of P is what one z would be.
 */
export function compareHazards(
  own: readonly OwnHazard[],
  at: { oneMs: number; otherMs: number; hours: number; offsets: WallOffsets },
): number {
  if (at.oneMs === at.otherMs) return 0;
  const ahead = { one: lookAhead(at.oneMs, at), other: lookAhead(at.otherMs, at) };
  const better = own.reduce((sum, habit) => {
    const one = expectLooks(habit, ahead.one);
    const other = expectLooks(habit, ahead.other);
    const z = (2 * (other.root - one.root)) / Math.sqrt(other.spread + one.spread);
    return sum + habit.weight * (0.5 + 0.5 * errorFunction((CALIBRATION * z) / Math.SQRT2));
  }, 0);
  return probit(better);
}

function lookAhead(
  fromMs: number,
  { hours, offsets }: { hours: number; offsets: WallOffsets },
): Ahead {
  const ahead: Ahead = [];
  const slots = hours * 2;
  for (let done = 0; done < slots; ) {
    const position = toWeekPosition(fromMs + done * SLOT_MS, offsets);
    const slot = Math.floor(position);
    const part = Math.min(slot + 1 - position, slots - done);
    ahead.push({ slot, part });
    done += part;
  }
  return ahead;
}

/** The root of M, and v/M. */
function expectLooks({ hazard, exposure }: OwnHazard, ahead: Ahead) {
  let mass = 0;
  let variance = 0;
  for (const { slot, part } of ahead) {
    const looks = part * (hazard[slot] ?? 0);
    mass += looks;
    variance += looks / (exposure[slot] ?? 1);
  }
  return { root: Math.sqrt(mass), spread: variance / mass };
}
