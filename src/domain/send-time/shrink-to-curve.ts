/**
 * A recipient's curve, drawn to the workspace's where there is little of their own:
 * theta(k) = (n(k) + kappa p0(k)) / (N + kappa), the mean of a Dirichlet posterior.
 *
 * @param counts n(k), smoothed; their sum is N
 * @param prior p0(k), sum 1; `null`: all slots alike
 * @returns theta, sum 1
 */
export function shrinkToCurve(
  counts: Float64Array,
  prior: readonly number[] | null,
  kappa: number,
): Float64Array {
  const sum = counts.reduce((total, count) => total + count, 0);
  const flat = 1 / counts.length;
  return counts.map((count, slot) => (count + kappa * (prior?.[slot] ?? flat)) / (sum + kappa));
}
