import type { Random } from '../../faults/random.ts';

const syllables = [
  ...['ba', 'co', 'du', 'fi', 'ga', 'he', 'ji', 'ka', 'lo', 'mu', 'na', 'po', 'qui', 'ra', 'so'],
  ...['ta', 'vu', 'we', 'xa', 'zo'],
];

/** Different words in all texts together. */
export const VOCABULARY = 200_000;

/** The word of a rank; 1 is the most frequent one. */
export function wordOf(rank: number): string {
  let word = '';
  for (let rest = rank; rest > 0; rest = Math.floor(rest / syllables.length)) {
    word += syllables[rest % syllables.length];
  }
  return `${word}${'nst'[rank % 3]}`;
}

/** A word as people use them: the one of rank n about 1 / n as often as the first (Zipf). */
export function someWord(random: Random): string {
  return wordOf(someRank(random));
}

/** Ranks of words of which each is in `share` of texts of `length` words, or a little more. */
export function rankOfShare(share: number, length: number): number {
  // One draw gives rank r with a probability of about 1 / (r ln V).
  return Math.max(1, Math.floor(length / (share * Math.log(VOCABULARY))));
}

function someRank(random: Random): number {
  return Math.floor(Math.exp(random.between(0, Math.log(VOCABULARY))));
}
