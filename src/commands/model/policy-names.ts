import type { Policy } from '#domain/send-time/backtest/score-policies';

/** What policies are called in tables and plots. */
export const policyNames: Readonly<Record<Policy, string>> = {
  now: 'send at once',
  fixed: 'at 10:00',
  curve: "everybody's curve",
  mostFrequentHour: 'most frequent hour',
  model: 'model without gate',
  gated: 'model',
};
