/** Where a command tells what it does, beside its result. */
export interface Progress {
  /** A line that stays. */
  tell(line: string): void;
  /** What is being done right now: shown on terminals alone, over what stood there. */
  show(text: string): void;
  /** Takes away what was shown. */
  clear(): void;
}

const SHOWN_EVERY_MS = 100;

/** Writes to stderr, so that stdout holds the result alone. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  let shownMs = 0;
  const clear = () => {
    if (stream.isTTY && shownMs > 0) stream.write('\r\x1b[K');
    shownMs = 0;
  };
  return {
    tell(line) {
      clear();
      stream.write(`${line}\n`);
    },
    show(text) {
      if (!stream.isTTY || Date.now() - shownMs < SHOWN_EVERY_MS) return;
      shownMs = Date.now();
      stream.write(`\r\x1b[K${text}`);
    },
    clear,
  };
}
