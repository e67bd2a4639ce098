import { describeProcess } from './describe-process.ts';
import { waitUntil } from './wait-until.ts';

/** A signal and how long the process may take to obey it. */
export interface StopStep {
  signal: NodeJS.Signals;
  timeoutMs: number;
}

/**
 * Stops a process and waits until it is gone, step by step with harder signals. A process that is
 * gone already is fine; a later one that got its pid is never touched.
 *
 * @throws Error when the process outlives the last step.
 */
export async function stopProcess(pid: number, steps: readonly StopStep[]): Promise<void> {
  const startedAt = describeProcess(pid)?.startedAt;
  if (startedAt === undefined) return;
  const isGone = () => describeProcess(pid)?.startedAt !== startedAt;
  for (const { signal, timeoutMs } of steps) {
    if (isGone()) return;
    sendSignal(pid, signal);
    const gone = await waitUntil(isGone, { timeoutMs, what: 'exit' }).catch(() => false);
    if (gone) return;
  }
  throw new Error(`process ${pid} did not stop`);
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // Gone between the look and the signal: what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
