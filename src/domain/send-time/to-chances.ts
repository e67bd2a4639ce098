/** Logarithms of what is proportional to probabilities, as probabilities. */
export function toChances(logs: readonly number[]): number[] {
  const most = logs.reduce((max, log) => Math.max(max, log), Number.NEGATIVE_INFINITY);
  const weights = logs.map((log) => Math.exp(log - most));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
