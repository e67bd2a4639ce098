import type { Aim, Bench } from './bench.ts';
import { type Call, countRepeats } from './ledger.ts';
import { summarize } from './statistics.ts';

export interface Expected {
  /** How the figures' names begin. */
  name: string;
  count: number;
  p50?: Aim;
  p99?: Aim;
}

/** Notes how late calls were, and that each message was sent once and none early. */
export function noteLateness(bench: Bench, calls: readonly Call[], expected: Expected): void {
  const { name, p50, p99 } = expected;
  const lateness = summarize(calls.map((call) => call.latenessMs));
  bench.note({ name: `${name}.lateness_p50`, value: lateness.p50, unit: 'ms', ...toAim(p50) });
  bench.note({ name: `${name}.lateness_p99`, value: lateness.p99, unit: 'ms', ...toAim(p99) });
  bench.note({ name: `${name}.lateness_max`, value: lateness.max, unit: 'ms' });
  noteOnce(bench, calls, expected);
}

/** Notes that each message was sent once and none early. */
export function noteOnce(bench: Bench, calls: readonly Call[], { name, count }: Expected): void {
  const repeats = countRepeats(calls);
  const missing = count - (calls.length - repeats);
  const early = calls.filter((call) => call.latenessMs < 0).length;
  const never = { unit: 'messages', aim: { exactly: 0 } };
  bench.note({ name: `${name}.early`, value: early, ...never });
  bench.note({ name: `${name}.repeated`, value: repeats, ...never });
  bench.note({ name: `${name}.missing`, value: missing, ...never });
}

function toAim(aim: Aim | undefined): { aim?: Aim } {
  return aim ? { aim } : {};
}
