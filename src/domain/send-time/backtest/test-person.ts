import type { EngagementHistory } from '../engagement-history.ts';
import { hashKey } from '../hash-key.ts';
import { keepHuman } from '../keep-human.ts';
import { defaultParams } from '../send-time-params.ts';
import { toSessions } from '../sessions.ts';

/** Somebody of a log, as whoever reads the log knows them. */
export interface LoggedPerson {
  recipient: string;
  history: EngagementHistory;
}

/** Somebody whose decisions can be judged: what came before a moment, and what came after. */
export interface TestPerson {
  /** Their place in an order that the seed alone makes, [0, 1). */
  place: number;
  history: EngagementHistory;
  /** When they engaged, in time order, milliseconds since 1970. */
  eventsMs: Float64Array;
  /** Decisions lie after the first and before the second. */
  splitMs: number;
  endMs: number;
}

const LEAST_SESSIONS = 4;
const LEAST_SPAN_MS = 14 * 86_400_000;
/** The share of a person's sessions that is history only. */
const SPLIT = 0.6;

/** Prepares somebody for the backtest; `null`: too few sessions, or over too short a time. */
export function toTestPerson(
  { recipient, history }: LoggedPerson,
  seed: number,
): TestPerson | null {
  const human = keepHuman(history.engagements);
  const sessions = toSessions(human, defaultParams.eventWeights);
  const first = sessions[0];
  const last = sessions.at(-1);
  const split = sessions[Math.floor(SPLIT * sessions.length)];
  if (!first || !last || !split || sessions.length < LEAST_SESSIONS) return null;
  if (last.endMs - first.startMs <= LEAST_SPAN_MS) return null;
  return {
    place: hashKey(recipient, `backtest ${seed}`),
    history,
    eventsMs: Float64Array.from(human, ({ atMs }) => atMs),
    splitMs: split.startMs,
    endMs: last.endMs,
  };
}
