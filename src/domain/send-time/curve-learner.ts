import type { ZoneRules } from '#domain/time-zone';
import { countSlots } from './count-slots.ts';
import type { EngagementHistory } from './engagement-history.ts';
import { keepHuman } from './keep-human.ts';
import { learnHabits, meanHazard } from './learn-habits.ts';
import { learnPatterns } from './learn-patterns.ts';
import { pairAnswers } from './pair-answers.ts';
import { type PlacedAnswers, placeAnswers } from './place-answers.ts';
import { runSteps } from './run-steps.ts';
import type { SendTimeParams } from './send-time-params.ts';
import { toSessions } from './sessions.ts';
import { smoothWeek } from './smooth-week.ts';
import { readOffsets, SLOTS } from './week-grid.ts';
import type { WorkspaceCurve } from './workspace-curve.ts';

/** Learns a workspace's curve from one recipient after the other. */
export interface CurveLearner {
  /** Whose zone is not known adds nothing: their clock is not. */
  add(recipient: { history: EngagementHistory; zone: string | null }): void;
  /** `null`: nobody engaged yet in a way that counts. */
  finish(): WorkspaceCurve | null;
  /** The same, in steps of about a millisecond at most: all of it can take a second. */
  finishInSteps(): Generator<void, WorkspaceCurve | null>;
}

/** What was added so far. */
interface Learned {
  params: SendTimeParams;
  /** Sessions per slot, of all. */
  total: Float64Array;
  members: Float64Array[];
  answered: PlacedAnswers[];
  recipients: number;
  sessions: number;
}

/** What a single recipient counts for, at most, in sessions. */
const MOST_SESSIONS = 30;

/** More tell the same patterns; and the process has other things to do meanwhile. */
const MOST_MEMBERS = 600;

/** Of the week, in each slot: no moment is infinitely better than one that nobody used yet. */
const LEAST_SHARE = 1e-6;

/** Begins a workspace's curve as of `nowMs`. */
export function createCurveLearner(
  params: SendTimeParams,
  { nowMs, rules }: { nowMs: number; rules: ZoneRules },
): CurveLearner {
  const total = new Float64Array(SLOTS);
  const learned: Learned = { params, total, members: [], answered: [], recipients: 0, sessions: 0 };
  const { members, answered } = learned;
  return {
    add({ history, zone }) {
      if (zone === null) return;
      const human = keepHuman(history.engagements.filter(({ atMs }) => atMs < nowMs));
      const sessions = toSessions(human, params.eventWeights);
      const [first] = sessions;
      if (first === undefined) return;
      const offsets = readOffsets(zone, { fromMs: first.startMs, toMs: nowMs }, rules);
      const counts = countSlots(sessions, { nowMs, offsets }, params);
      const sum = counts.reduce((all, count) => all + count, 0);
      const scale = Math.min(1, MOST_SESSIONS / sum);
      const scaled = counts.map((count) => count * scale);
      scaled.forEach((count, slot) => {
        total[slot] = (total[slot] ?? 0) + count;
      });
      if (members.length < MOST_MEMBERS) members.push(scaled);
      if (history.sends.length > 0 && answered.length < MOST_MEMBERS) {
        const at = { nowMs, halfLifeDays: Number.POSITIVE_INFINITY };
        const answers = pairAnswers(human, { ...at, eventWeights: params.eventWeights });
        answered.push(placeAnswers(answers, offsets));
      }
      learned.recipients++;
      learned.sessions += sessions.length;
    },
    finish: () => runSteps(finish(learned)),
    finishInSteps: () => finish(learned),
  };
}

function* finish({
  params,
  total,
  members,
  answered,
  recipients,
  sessions,
}: Learned): Generator<void, WorkspaceCurve | null> {
  if (recipients === 0) return null;
  const share = toShare(smoothWeek(total, params));
  // What they did counts for nothing, by its kind.
  if (share === null) return null;
  const patterns = yield* learnPatterns(members, share);
  const learned = { share, patterns, recipients, sessions };
  if (answered.length === 0) return { ...learned, hazard: null };
  const habits = yield* learnHabits(answered);
  return { ...learned, hazard: meanHazard(habits), habits };
}

function toShare(counts: Float64Array): number[] | null {
  const sum = counts.reduce((all, count) => all + count, 0);
  if (sum === 0) return null;
  const floored = counts.map((count) => Math.max(count / sum, LEAST_SHARE));
  const whole = floored.reduce((all, part) => all + part, 0);
  return Array.from(floored, (part) => part / whole);
}
