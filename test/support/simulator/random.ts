/** Numbers that look drawn, and are the same for the same seed. */
export interface Random {
  /** Of [0, 1). */
  next(): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
  exponential(mean: number): number;
  happens(probability: number): boolean;
  /** One of these, by its share; the shares need not sum to 1. */
  pick<T extends { share: number }>(choices: readonly T[]): T;
}

/** The generator mulberry32 (public domain, T. Ettinger): 32 bits of state, good enough to draw. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  // 1 - next() is never 0, whose logarithm is none.
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    normal,
    exponential: (mean) => -mean * Math.log(1 - next()),
    happens: (probability) => next() < probability,
    pick: (choices) => pickBy(next(), choices),
  };
}

function pickBy<T extends { share: number }>(drawn: number, choices: readonly T[]): T {
  let left = drawn * choices.reduce((sum, { share }) => sum + share, 0);
  for (const choice of choices) {
    left -= choice.share;
    if (left < 0) return choice;
  }
  const last = choices.at(-1);
  if (last === undefined) throw new Error('there is nothing to pick from');
  return last;
}
