/** Work that is looked for until it is stopped. */
export interface Relay {
  /** There is work, or may be. */
  wake(): void;
  stop(): Promise<void>;
}

/** Makes up for a bell that was not heard. */
const POLL_EVERY_MS = 500;

/** After a failure: not so often that a server that comes back is stormed. */
const FIRST_PAUSE_MS = 250;
const LAST_PAUSE_MS = 2_000;

/**
 * Relays again and again: at once when there may be more, else when it is woken, or after a moment.
 *
 * @param relay tells what waits, and never throws. @returns whether there may be more.
 */
export function startRelayLoop(relay: () => Promise<boolean>): Relay {
  let isStopped = false;
  let ring: () => void = () => {};
  let isRung = true;

  async function run(): Promise<void> {
    while (!isStopped) {
      isRung = false;
      const isMore = await relay();
      if (isMore || isRung || isStopped) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_EVERY_MS);
        ring = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  const running = run();
  return {
    wake() {
      isRung = true;
      ring();
    },
    async stop() {
      isStopped = true;
      ring();
      await running;
    },
  };
}

/** How long to leave Temporal alone after so many tries in vain, in milliseconds. */
export function pauseAfter(tries: number): number {
  return Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries, 10));
}
