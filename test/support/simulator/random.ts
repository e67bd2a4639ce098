import { seededRandom } from '#domain/send-time/backtest/seeded-random';

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

/** Draws by `seededRandom`. */
export function createRandom(seed: number): Random {
  const next = seededRandom(seed);
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
