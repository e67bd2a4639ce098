import type { Clock } from '../backtest/play-decision.ts';
import type { TestPerson } from '../backtest/test-person.ts';
import { countSlots } from '../count-slots.ts';
import { estimateCurve } from '../estimate-curve.ts';
import { keepHuman } from '../keep-human.ts';
import type { SendTimeParams } from '../send-time-params.ts';
import { type Session, toSessions } from '../sessions.ts';
import { readOffsets, SLOTS, toWeekPosition, type WallOffsets } from '../week-grid.ts';
import { toPrior } from '../weigh-send-times.ts';
import type { WorkspaceCurve } from '../workspace-curve.ts';

/** Somebody whose sessions are foretold one after the other. */
export interface ScoredPerson {
  sessions: readonly Session[];
  offsets: WallOffsets;
  /** Which of the sessions are scored. */
  scored: readonly number[];
}

/** Of one person: enough to tell parameters apart, and nobody outweighs the others. */
const MOST_SCORED = 12;
const MOST_SESSIONS = 1000;

/** Prepares somebody's last thousand sessions; those that are scored lie evenly among them. */
export function toScoredPerson({ history }: TestPerson, { zone, rules }: Clock): ScoredPerson {
  const human = keepHuman(history.engagements);
  const sessions = toSessions(human, { open: 1, click: 1, reply: 1 }).slice(-MOST_SESSIONS);
  const fromMs = sessions[0]?.startMs ?? 0;
  const toMs = sessions.at(-1)?.endMs ?? fromMs;
  const step = Math.max(1, (sessions.length - 1) / MOST_SCORED);
  const scored: number[] = [];
  for (let index = 1; index < sessions.length; index += step) scored.push(Math.floor(index));
  return { sessions, offsets: readOffsets(zone, { fromMs, toMs }, rules), scored };
}

/**
 * How well parameters foretell: the mean over people of log(336 theta(k)) of each session's slot,
 * theta made of all sessions before it (Dawid, "Prequential analysis", 1984). A flat curve scores 0.
 *
 * @param prior the curve of other people
 */
export function prequentialScore(
  people: readonly ScoredPerson[],
  params: SendTimeParams,
  prior: WorkspaceCurve | null,
): number {
  const scores = people.map((person) => scorePerson(person, params, prior));
  return scores.length === 0 ? 0 : scores.reduce((sum, one) => sum + one, 0) / scores.length;
}

function scorePerson(
  { sessions, offsets, scored }: ScoredPerson,
  params: SendTimeParams,
  prior: WorkspaceCurve | null,
): number {
  let sum = 0;
  for (const index of scored) {
    const nowMs = sessions[index]?.startMs ?? 0;
    const counts = countSlots(sessions.slice(0, index), { nowMs, offsets }, params);
    const curve = estimateCurve(counts, prior && toPrior(counts, prior), params);
    const slot = Math.floor(toWeekPosition(nowMs, offsets));
    sum += Math.log(Math.max(1e-6, SLOTS * (curve[slot] ?? 0)));
  }
  return scored.length === 0 ? 0 : sum / scored.length;
}
