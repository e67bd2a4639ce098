/** Choices that are the same for the same seed. */
export interface RandomSource {
  /** From 0 to below `below`. */
  int(below: number): number;
  pick<T>(items: readonly T[]): T;
  /** True once in so many. */
  oneIn(many: number): boolean;
}

/** Mulberry32: small, and even enough to choose requests by. */
export function createRandomSource(seed: number): RandomSource {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  }
  const int = (below: number) => Math.floor(next() * below);
  return {
    int,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new Error('there is nothing to pick from');
      return items[int(items.length)] as T;
    },
    oneIn: (many) => int(many) === 0,
  };
}
