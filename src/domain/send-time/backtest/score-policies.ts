import { mean, quantileSorted } from 'simple-statistics';
import { seededRandom } from './seeded-random.ts';

/** In the order in which tables show them. */
export const policies = ['now', 'fixed', 'curve', 'mostFrequentHour', 'model', 'gated'] as const;
export type Policy = (typeof policies)[number];

/** Of one person: the mean over their decisions. */
export interface PolicyMeans {
  hit: number;
  hit1h: number;
  waitHours: number;
}
export type PersonMeans = Readonly<Record<Policy, PolicyMeans>>;

export type Interval = [low: number, high: number] | null;

/** How a policy did: shares of decisions, the mean over people; lifts `null` where none can be. */
export interface PolicyScore {
  hit: number;
  hit1h: number;
  liftOverNow: number | null;
  liftOverNowCI: Interval;
  liftOverMostFrequentHour: number | null;
  liftOverMostFrequentHourCI: Interval;
  meanWaitHours: number;
}

const RESAMPLES = 500;
const DIGITS = 4;

/** Means by person, and lifts with the middle 95 % of 500 resamples of the people (Efron, 1979). */
export function scorePolicies(
  people: readonly PersonMeans[],
  seed: number,
): Record<Policy, PolicyScore> {
  const draws = resample(people.length, seed);
  const hits = toColumns((policy) => Float64Array.from(people, (person) => person[policy].hit));
  const resampled = toColumns((policy) => draws.map((draw) => meanOf(hits[policy], draw)));
  const compare = (policy: Policy, base: Policy) => {
    const ratios = resampled[policy].map((hit, index) => hit / (resampled[base][index] ?? 0));
    return { lift: lift(meanOf(hits[policy]), meanOf(hits[base])), interval: toInterval(ratios) };
  };
  return toColumns((policy) => {
    const overNow = compare(policy, 'now');
    const overHour = compare(policy, 'mostFrequentHour');
    const over = (read: (means: PolicyMeans) => number) =>
      people.length === 0 ? 0 : round(mean(people.map((person) => read(person[policy]))));
    return {
      hit: over(({ hit }) => hit),
      hit1h: over(({ hit1h }) => hit1h),
      liftOverNow: overNow.lift,
      liftOverNowCI: overNow.interval,
      liftOverMostFrequentHour: overHour.lift,
      liftOverMostFrequentHourCI: overHour.interval,
      meanWaitHours: over(({ waitHours }) => waitHours),
    };
  });
}

/** The middle 95 %; `null` where a ratio has no number in one of 40 resamples or more. */
export function toInterval(ratios: readonly number[]): Interval {
  const sorted = ratios.filter((ratio) => !Number.isNaN(ratio)).sort((one, other) => one - other);
  if (sorted.length === 0) return null;
  const ends = [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)] as const;
  return ends.every(Number.isFinite) ? [round(ends[0]), round(ends[1])] : null;
}

/** For each resample, who is in it; the same seed draws the same. */
export function resample(people: number, seed: number): Uint32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: people === 0 ? 0 : RESAMPLES }, () =>
    Uint32Array.from({ length: people }, () => Math.floor(random() * people)),
  );
}

export function meanOf(values: Float64Array, draw?: Uint32Array): number {
  if (!draw) return values.reduce((sum, value) => sum + value, 0) / values.length;
  let sum = 0;
  for (const index of draw) sum += values[index] ?? 0;
  return sum / draw.length;
}

export function round(value: number): number {
  return Number(value.toFixed(DIGITS));
}

function lift(hit: number, base: number): number | null {
  return base > 0 ? round(hit / base) : null;
}

function toColumns<Value>(of: (policy: Policy) => Value): Record<Policy, Value> {
  return Object.fromEntries(policies.map((policy) => [policy, of(policy)])) as Record<
    Policy,
    Value
  >;
}
