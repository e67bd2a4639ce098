const signals = ['SIGINT', 'SIGTERM'] as const;

/** One Ctrl-C can arrive twice: from the terminal, and handed on by npm. */
const ECHO_MS = 1_000;

/**
 * Resolves at the first Ctrl-C or request to stop. A second one ends the process at once, for
 * those who cannot wait.
 */
export function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let askedAtMs: number | null = null;
    for (const signal of signals) {
      process.on(signal, () => {
        if (askedAtMs === null) askedAtMs = performance.now();
        else if (performance.now() - askedAtMs > ECHO_MS) process.exit(130);
        resolve(signal);
      });
    }
  });
}
