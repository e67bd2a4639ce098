import { spawn } from 'node:child_process';
import { eventually } from '#test/support/eventually';

export interface RunningCommand {
  /** All that it has written so far. */
  output(): string;
  /** Its exit code, once it has ended; null when a signal ended it. */
  exited: Promise<number | null>;
  /** Resolves when it has written this. @throws when it ends before. */
  untilItSays(text: string): Promise<void>;
  /** Asks it to stop, and waits for its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const START_MS = 60_000;
const STOP_MS = 40_000;

/** Runs `punctual <args>` as a process of its own, with these variables and no other of ours. */
export function runCommand(
  cwd: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): RunningCommand {
  const { PATH = '', HOME = '', XDG_CACHE_HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', ...args], {
    cwd,
    env: { PATH, HOME, XDG_CACHE_HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let hasEnded = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      hasEnded = true;
      resolve(code);
    });
  });
  return {
    output: () => output,
    exited,
    async untilItSays(text) {
      const said = () => {
        if (output.includes(text)) return true;
        if (hasEnded) throw new Error(`it ended and never said "${text}":\n${output}`);
        return false;
      };
      await eventually(`"${text}" from punctual ${args.join(' ')}`, said, START_MS);
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      const code = await exited;
      clearTimeout(deadline);
      return code;
    },
  };
}
