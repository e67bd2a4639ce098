import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { signalProcess } from './processes.ts';

/** A running command of Punctual, in a session of its own: a Ctrl-C for us does not reach it. */
export interface Program {
  pid: number;
  /** The last lines that it printed. */
  output: readonly string[];
  /** Resolves with its exit code; null where a signal ended it. */
  exited: Promise<number | null>;
  /** Resolves when it prints a line that holds `text`. @throws when it ends before, or is late. */
  untilLine(text: string, timeoutMs: number): Promise<void>;
  /** Sends a signal to the process and all of its group, as a terminal does. */
  signalGroup(signal: NodeJS.Signals): void;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const KEPT_LINES = 200;
// Set to nothing, so that neither our environment nor an .env file points it elsewhere.
const NOTHING_GIVEN = { DATABASE_URL: '', TEMPORAL_ADDRESS: '', PUNCTUAL_ADMIN_KEY: '' };

/** Starts `punctual <command>` as `npm start` does. */
export function startProgram(command: string, environment: Record<string, string>): Program {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', command], {
    cwd: root,
    detached: true,
    env: { ...process.env, ...NOTHING_GIVEN, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`punctual ${command} could not be started`);
  const output: string[] = [];
  const watchers = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      output.push(line);
      if (output.length > KEPT_LINES) output.shift();
      for (const watcher of watchers) watcher(line);
    });
  }
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  return {
    pid,
    output,
    exited,
    untilLine: (text, timeoutMs) =>
      waitForLine({ text, timeoutMs, output, watchers, exited, command }),
    signalGroup: (signal) => signalProcess(-pid, signal),
  };
}

interface LineWait {
  text: string;
  timeoutMs: number;
  output: readonly string[];
  watchers: Set<(line: string) => void>;
  exited: Promise<number | null>;
  command: string;
}

function waitForLine(wait: LineWait): Promise<void> {
  const { text, timeoutMs, output, watchers, exited, command } = wait;
  if (output.some((line) => line.includes(text))) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      watchers.delete(watcher);
      settle();
    };
    const fail = (what: string) =>
      end(() => reject(new Error(`punctual ${command} ${what}:\n${output.slice(-40).join('\n')}`)));
    const watcher = (line: string) => {
      if (line.includes(text)) end(resolve);
    };
    const timer = setTimeout(() => fail(`did not say "${text}" in ${timeoutMs} ms`), timeoutMs);
    watchers.add(watcher);
    exited.then(
      (code) => fail(`ended with ${code}`),
      () => fail('failed'),
    );
  });
}
