/**
 * How often a recipient looks in each half-hour of their week: the mean of a Gamma posterior,
 * a(k) = (n(k) + lambda q m(k)/S) / (e(k) + lambda/S), with S = q (sum of m): the habit counts for
 * lambda looks, spread over the week as it spreads them, and for as much exposure as they need at
 * the recipient's own level q.
 *
 * @param own n(k) and e(k), smoothed alike
 * @param prior q m(k), and lambda/S
 */
export function estimateHazard(
  own: { counts: Float64Array; exposure: Float64Array },
  prior: { rates: readonly number[]; exposure: number },
): Float64Array {
  return own.counts.map((count, slot) => {
    const exposure = (own.exposure[slot] ?? 0) + prior.exposure;
    return (count + prior.exposure * (prior.rates[slot] ?? 0)) / exposure;
  });
}
