/** Random numbers that a seed brings back, so that a bad round can be run again. */
export interface Random {
  /** A number from `low` up to, and without, `high`. */
  between(low: number, high: number): number;
  /** One of these. */
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** These, in another order. */
  shuffle<T>(values: readonly T[]): T[];
}

/** Mulberry32: small, and good enough for moments. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
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
