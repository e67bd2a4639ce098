import { gammaln } from 'simple-statistics';

/** So many of so many. */
export interface Share {
  count: number;
  of: number;
}

/** Ties are counted although sums of logarithms round. */
const TOLERANCE = 1e-7;

/**
 * How probable it is that two groups of one rate differ at least as much, two-sided (Fisher,
 * Statistical Methods for Research Workers, 1934). It is what `permutationTest` of
 * simple-statistics approximates by shuffling: of all ways to deal the counted ones out to the
 * groups, the share of those that are no likelier than the one that happened. In closed form it
 * takes milliseconds for 100,000 messages.
 *
 * @example
 * fisherExactTest({ count: 3, of: 4 }, { count: 1, of: 4 }) // 0.4857
 */
export function fisherExactTest(group: Share, control: Share): number {
  const counted = group.count + control.count;
  const least = Math.max(0, counted - control.of);
  const most = Math.min(counted, group.of);
  const logOfAll = logChoose(group.of + control.of, counted);
  const logOf = (count: number) =>
    logChoose(group.of, count) + logChoose(control.of, counted - count) - logOfAll;
  const observed = logOf(group.count) + TOLERANCE;
  let sum = 0;
  for (let count = least; count <= most; count++) {
    const log = logOf(count);
    if (log <= observed) sum += Math.exp(log);
  }
  return Math.min(1, sum);
}

function logChoose(of: number, count: number): number {
  return gammaln(of + 1) - gammaln(count + 1) - gammaln(of - count + 1);
}
