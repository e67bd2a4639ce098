import type { Engagement } from './engagement-history.ts';
import type { SendTimeParams } from './send-time-params.ts';

/** An engagement and the wait that it ended: from there on the recipient might have engaged. */
export interface Answer {
  fromMs: number;
  atMs: number;
  /** By kind and by age. */
  weight: number;
}

const DAY_MS = 86_400_000;
/** An answer that took longer tells of the last days alone. */
const LONGEST_MS = 3 * DAY_MS;
/** Who acts unasked, or once more, was free to since they last did, or for a day. */
const UNASKED_MS = DAY_MS;
/** What follows sooner belongs to the same visit, and says nothing new. */
const VISIT_MS = 1_800_000;

/**
 * The first engagement with each send, and what was done unasked: in no known send, or in one that
 * was answered before, on another visit.
 *
 * @param human in time order, all before `nowMs`
 * @param halfLifeDays infinite: whatever its age, it counts the same
 */
export function pairAnswers(
  human: readonly Engagement[],
  by: { nowMs: number; halfLifeDays: number; eventWeights: SendTimeParams['eventWeights'] },
): Answer[] {
  const answered = new Set<number>();
  const answers: Answer[] = [];
  const decay = Math.LN2 / by.halfLifeDays;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const { atMs, kind, sentAtMs } of human) {
    const send = sentAtMs === null ? null : toSecond(sentAtMs);
    const isAnswer = send !== null && !answered.has(send);
    if (isAnswer || atMs - lastMs > VISIT_MS) {
      const freeMs = isAnswer && sentAtMs !== null ? sentAtMs : Math.max(lastMs, atMs - UNASKED_MS);
      const fromMs = Math.max(Math.min(freeMs, atMs), atMs - LONGEST_MS);
      const ageDays = (by.nowMs - atMs) / DAY_MS;
      answers.push({ fromMs, atMs, weight: by.eventWeights[kind] * Math.exp(-ageDays * decay) });
    }
    if (send !== null) answered.add(send);
    lastMs = atMs;
  }
  return answers;
}

/** What was sent within a second was sent together; and sets of small numbers are the fastest. */
function toSecond(atMs: number): number {
  return Math.floor(atMs / 1_000);
}
