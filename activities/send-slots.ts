/** The right to have a message in a provider's hands: there are so many of them in a process. */
export interface SendSlots {
  /** Waits for a slot; call what it answers with to give it back. */
  take(): Promise<() => void>;
  /** A slot if one is free now. */
  tryTake(): (() => void) | null;
  free(): number;
}

/** First come, first served. */
export function createSendSlots(count: number): SendSlots {
  let free = count;
  const waiting: (() => void)[] = [];

  function giveBackOnce(): () => void {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const next = waiting.shift();
      if (next) next();
      else free++;
    };
  }

  return {
    free: () => free,
    tryTake() {
      if (free === 0) return null;
      free--;
      return giveBackOnce();
    },
    async take() {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return giveBackOnce();
    },
  };
}
