import { drawDecisions } from '../backtest/draw-decisions.ts';
import { hasEventWithin } from '../backtest/find-event.ts';
import { historyBefore } from '../backtest/history-before.ts';
import type { Clock, FoldModel } from '../backtest/play-decision.ts';
import type { TestPerson } from '../backtest/test-person.ts';
import { HORIZON_HOURS, weighSendTimes } from '../weigh-send-times.ts';
import type { PresenceTrial } from './fit-presence.ts';

const HOUR_MS = 3_600_000;
const WINDOW_HOURS = 72;
/** Neighbouring half-hours tell the same. */
const EVERY = 5;
const MOST_TRIALS = 15;

/** Draws moments of acceptance, and looks at what came of each moment of their windows. */
export function toPresenceTrials(
  person: TestPerson,
  { params, curve }: FoldModel,
  { clock, seed }: { clock: Clock; seed: number },
): PresenceTrial[] {
  const { eventsMs } = person;
  const model = { version: '', hash: '', params: { ...params, presence: false } };
  return drawDecisions(person, { seed, hours: 'any', clock })
    .filter(({ windowsHours }) => windowsHours.includes(WINDOW_HOURS))
    .slice(0, MOST_TRIALS)
    .map(({ nowMs }) => {
      const history = historyBefore(person.history, nowMs);
      const lastMs = history.engagements.at(-1)?.atMs ?? nowMs;
      const question = { nowMs, windowHours: WINDOW_HOURS, ...clock, curve, jitterKey: null };
      const { candidates } = weighSendTimes({ ...question, history, model });
      const moments = candidates.filter((_, index) => index % EVERY === 0);
      return {
        moments: moments.map(({ atMs, mass }) => ({
          ageHours: (atMs - lastMs) / HOUR_MS,
          expected: mass,
          hit: hasEventWithin(eventsMs, atMs, atMs + HORIZON_HOURS * HOUR_MS),
        })),
      };
    });
}
