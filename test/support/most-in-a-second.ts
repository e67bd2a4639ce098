const SECOND_MS = 1_000;

/** How many of these instants lie within one second at the most, wherever it begins. */
export function mostInASecond(atMs: readonly number[]): number {
  const sorted = [...atMs].sort((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [index, instant] of sorted.entries()) {
    while (instant - (sorted[first] ?? instant) >= SECOND_MS) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
