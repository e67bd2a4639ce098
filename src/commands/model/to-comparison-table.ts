import type { PairedScore, WindowComparison } from '#domain/send-time/backtest/compare-plays';

/** Two documents of parameters, and the difference between their 3 h hits, in percentage points. */
export function toComparisonTable(windows: Record<string, WindowComparison>): string[] {
  return Object.entries(windows).flatMap(([window, { model, gated, people, decisions }]) => [
    '',
    `within ${window}: ${people} people, ${decisions} messages`,
    `  model without gate  ${toLine(model)}`,
    `  model               ${toLine(gated)}`,
  ]);
}

function toLine({ hitA, hitB, difference, differenceCI }: PairedScore): string {
  const points = (share: number) => `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)}`;
  const interval = differenceCI?.map(points).join(' to ') ?? 'no interval';
  const hits = [hitA, hitB].map((hit) => `${(hit * 100).toFixed(1)} %`.padStart(7));
  return `A ${hits[0]}  B ${hits[1]}  B - A ${points(difference)} (${interval})`;
}
