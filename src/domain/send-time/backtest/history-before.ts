import type { EngagementHistory } from '../engagement-history.ts';

/** Older ones weigh next to nothing, and would make the backtest slow. */
const MOST_ENGAGEMENTS = 5000;

/** What was known before an instant, of a history in time order. */
export function historyBefore(history: EngagementHistory, nowMs: number): EngagementHistory {
  const engaged = countBefore(history.engagements, ({ atMs }) => atMs < nowMs);
  const sent = countBefore(history.sends, (atMs) => atMs < nowMs);
  return {
    engagements: history.engagements.slice(Math.max(0, engaged - MOST_ENGAGEMENTS), engaged),
    sends: history.sends.slice(Math.max(0, sent - MOST_ENGAGEMENTS), sent),
  };
}

function countBefore<Item>(items: readonly Item[], isBefore: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && isBefore(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
