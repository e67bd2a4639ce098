import { type ChildProcess, fork } from 'node:child_process';
import { apiFlags } from './api-flags.ts';

/** What a process of the benchmark can be asked; both ends take it as their type. */
export type Asks = Record<string, (input: never) => Promise<unknown>>;

export interface Child<A extends Asks> {
  pid: number;
  ask<K extends keyof A & string>(what: K, input: Parameters<A[K]>[0]): Promise<Answer<A[K]>>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
}

type Answer<F extends Asks[string]> = Awaited<ReturnType<F>>;
type Reply = { id: number } & ({ value: unknown } | { error: string });

// Bundling the workflows takes seconds of CPU: minutes on a machine that is not ours alone.
const START_TIMEOUT_MS = 240_000;
const STOP_TIMEOUT_MS = 30_000;
const READY = 'ready';
const flags: Record<string, string[]> = { 'api-process.ts': apiFlags };

/**
 * Starts a file of `test/bench/processes` as a process of its own and waits until it is ready.
 *
 * @throws when it ends before that.
 */
export async function startChild<A extends Asks>(file: string, config: unknown): Promise<Child<A>> {
  const path = new URL(`../processes/${file}`, import.meta.url);
  const child = fork(path, [JSON.stringify(config)], {
    execArgv: [...(flags[file] ?? []), '--expose-gc', '--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${file} did not start`);
  const ask = createAsk(child, file);
  await untilReady(child, file);
  return {
    pid,
    ask: (what, input) => ask(what, input) as Promise<Answer<A[typeof what]>>,
    stop: () => stopChild(child),
  };
}

function createAsk(child: ChildProcess, file: string) {
  const waiting = new Map<number, (reply: Reply) => void>();
  let lastId = 0;
  child.on('message', (reply: Reply | string) => {
    if (typeof reply === 'string') return;
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });
  child.once('exit', () => {
    for (const [id, settle] of waiting) settle({ id, error: `${file} has ended` });
    waiting.clear();
  });
  return (what: string, input: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, (reply) =>
        'error' in reply
          ? reject(new Error(`${file} ${what}: ${reply.error}`))
          : resolve(reply.value),
      );
      child.send({ id, what, input });
    });
}

function untilReady(child: ChildProcess, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = (error: Error) => {
      child.kill('SIGKILL');
      reject(error);
    };
    const timer = setTimeout(() => give(new Error(`${file} is not ready`)), START_TIMEOUT_MS);
    child.once('exit', () => give(new Error(`${file} ended before it was ready`)));
    child.once('message', () => {
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve();
    });
  });
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  if (child.connected) child.disconnect();
  await ended;
  clearTimeout(timer);
}

/** The child's end: its configuration, as it was handed to {@link startChild}. */
export function readConfig<C>(): C {
  return JSON.parse(process.argv[2] ?? 'null') as C;
}

/** The child's end: answers what it is asked until the parent is done with it, then stops. */
export function answerAsks<A extends Asks>(handlers: A, stop: () => Promise<void>): void {
  // Ctrl-C reaches every process of the group; the parent decides when this one ends.
  process.on('SIGINT', () => {});
  process.once('disconnect', () => {
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
  process.on('message', async (request: { id: number; what: keyof A; input: never }) => {
    const reply = await handlers[request.what]?.(request.input).then(
      (value) => ({ id: request.id, value }),
      (error: unknown) => ({ id: request.id, error: String(error) }),
    );
    if (process.connected) process.send?.(reply);
  });
  process.send?.(READY);
}
