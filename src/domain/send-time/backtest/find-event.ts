/** Whether there is an event after `fromMs`, up to `toMs`; by binary search. */
export function hasEventWithin(eventsMs: Float64Array, fromMs: number, toMs: number): boolean {
  const next = eventsMs[countUntil(eventsMs, fromMs)];
  return next !== undefined && next <= toMs;
}

/** How many events lie at or before an instant. */
export function countUntil(eventsMs: Float64Array, atMs: number): number {
  let low = 0;
  let high = eventsMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((eventsMs[middle] ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
