import type { ServerProcess } from './server-process.ts';
import { waitUntil } from './wait-until.ts';

/** It answered; it ended by itself; or it lives and does not answer. */
export type Readiness = 'ready' | 'gone' | 'silent';

/** Waits until a server answers, ends, or has had its time. */
export async function awaitReady(
  server: ServerProcess,
  ask: () => Promise<boolean>,
  timeoutMs: number,
): Promise<Readiness> {
  let gone = false;
  void server.exited.then(() => {
    gone = true;
  });
  const settled = () => gone || ask();
  const inTime = await waitUntil(settled, { timeoutMs, what: 'a server' }).catch(() => false);
  if (gone) return 'gone';
  return inTime ? 'ready' : 'silent';
}
