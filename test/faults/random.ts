import { seededRandom } from '#domain/send-time/backtest/seeded-random';

/** Random numbers that a seed brings back, so that a bad round can be run again. */
export interface Random {
  /** A number from `low` up to, and without, `high`. */
  between(low: number, high: number): number;
  /** One of these. */
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** These, in another order. */
  shuffle<T>(values: readonly T[]): T[];
}

/** Draws by `seededRandom`. */
export function createRandom(seed: number): Random {
  const next = seededRandom(seed);
  return {
    between: (low, high) => low + next() * (high - low),
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
    shuffle: (values) =>
      values
        .map((value) => ({ value, at: next() }))
        .sort((one, other) => one.at - other.at)
        .map(({ value }) => value),
  };
}
