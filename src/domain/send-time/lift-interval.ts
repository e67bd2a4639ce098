import type { GateArithmetic } from './decide-send-time.ts';

/** Two-sided, of the normal distribution. */
const Z_95 = 1.96;

/**
 * How sure a lift is, 95 %. The gate takes s A1 and s A0 for two Poisson counts; by the delta
 * method the logarithm of their ratio has the variance 1 / (s A1) + 1 / (s A0), over c as P has
 * it: lift times or by exp(1.96 sqrt((1 / (s A1) + 1 / (s A0)) / c)).
 */
export function toLiftInterval(
  lift: number,
  { strength, massNow, massThen, c }: GateArithmetic,
): { low: number; high: number } | null {
  const counts = [strength * massNow, strength * massThen];
  if (counts.some((count) => count <= 0) || c <= 0) return null;
  const variance = counts.reduce((sum, count) => sum + 1 / count, 0) / c;
  const factor = Math.exp(Z_95 * Math.sqrt(variance));
  return { low: lift / factor, high: lift * factor };
}
