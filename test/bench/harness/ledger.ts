/** One call that the fake provider got. */
export interface LedgerEntry {
  messageId: string;
  /** What the message says: see {@link toText}. */
  text: string;
  /** Milliseconds since 1970, with fractions: the request had arrived, the answer was written. */
  arrivedMs: number;
  answeredMs: number;
}

/** A call with what its text says. */
export interface Call extends LedgerEntry {
  group: string;
  dueMs: number;
  latenessMs: number;
}

/** A message's text carries its group and its due time: the ledger alone tells who was late. */
export function toText(group: string, dueMs: number): string {
  return `${group} ${dueMs}`;
}

/** The calls of a group, in the order of their arrival. */
export function callsOf(entries: readonly LedgerEntry[], group: string): Call[] {
  return entries
    .map((entry) => {
      const [name = '', due = ''] = entry.text.split(' ');
      const dueMs = Number(due);
      return { ...entry, group: name, dueMs, latenessMs: entry.arrivedMs - dueMs };
    })
    .filter((call) => call.group === group)
    .sort((one, other) => one.arrivedMs - other.arrivedMs);
}

/** How often messages were sent more than once. */
export function countRepeats(calls: readonly LedgerEntry[]): number {
  return calls.length - new Set(calls.map((call) => call.messageId)).size;
}

/** The most of these spans that lie over each other at any time; touching ends do not. */
export function mostAtOnce(spans: readonly { fromMs: number; toMs: number }[]): number {
  const steps = spans.flatMap(({ fromMs, toMs }) => [
    { atMs: fromMs, by: 1 },
    { atMs: toMs, by: -1 },
  ]);
  steps.sort((one, other) => one.atMs - other.atMs || one.by - other.by);
  let now = 0;
  let most = 0;
  for (const { by } of steps) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}
