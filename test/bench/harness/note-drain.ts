import type { Bench } from './bench.ts';
import { callsOf, type LedgerEntry } from './ledger.ts';
import { noteLateness } from './note-calls.ts';

export interface Drain {
  /** How the figures' names begin. */
  name: string;
  group: string;
  count: number;
  /** When it could begin: the instant that all is due, or was accepted. */
  fromMs: number;
}

/** Notes how soon many messages were sent. @returns when the last one was answered. */
export function noteDrain(
  bench: Bench,
  entries: readonly LedgerEntry[],
  { name, group, count, fromMs }: Drain,
): number {
  const calls = callsOf(entries, group).map((call) => ({
    ...call,
    latenessMs: call.arrivedMs - Math.max(fromMs, call.dueMs),
  }));
  const lastMs = Math.max(...calls.map((call) => call.answeredMs));
  const seconds = (lastMs - fromMs) / 1_000;
  bench.note({ name: `${name}.rate`, value: calls.length / seconds, unit: '1/s' });
  noteLateness(bench, calls, { name, count });
  return lastMs;
}
