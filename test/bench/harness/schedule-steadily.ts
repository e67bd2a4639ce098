import { setTimeout as sleep } from 'node:timers/promises';
import { toText } from './ledger.ts';

export interface Steady {
  group: string;
  /** The due time of the first one. */
  fromMs: number;
  count: number;
  everyMs: number;
  /** How long before its due time each is accepted. */
  aheadMs: number;
  accept(message: { text: string; dueMs: number }): Promise<unknown>;
}

/** Accepts messages one by one, each shortly before its time. @throws the first refusal. */
export async function scheduleSteadily(steady: Steady): Promise<void> {
  const accepting: Promise<unknown>[] = [];
  for (let index = 0; index < steady.count; index++) {
    const dueMs = Math.round(steady.fromMs + index * steady.everyMs);
    await sleep(Math.max(0, dueMs - steady.aheadMs - Date.now()));
    const accepted = steady.accept({ text: toText(steady.group, dueMs), dueMs });
    // Thrown below, once all were tried.
    accepted.catch(() => {});
    accepting.push(accepted);
  }
  await Promise.all(accepting);
}
