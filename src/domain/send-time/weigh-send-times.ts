import { blendPatterns } from './blend-patterns.ts';
import { countSlots } from './count-slots.ts';
import type { Engagement } from './engagement-history.ts';
import { estimateCurve } from './estimate-curve.ts';
import { keepHuman } from './keep-human.ts';
import { listCandidates } from './list-candidates.ts';
import { createMassAhead } from './mass-ahead.ts';
import { presenceAt } from './presence.ts';
import type { SendTimeQuestion } from './send-time-question.ts';
import { type Session, toSessions } from './sessions.ts';
import { valueByExposure } from './value-by-exposure.ts';
import { readOffsets, SLOT_MS, toWeekPosition, type WallOffsets } from './week-grid.ts';
import type { WorkspaceCurve } from './workspace-curve.ts';

/** A moment that the message may go at, and what it is worth. */
export interface Candidate {
  atMs: number;
  /** V: proportional to how probable an engagement soon after is. */
  value: number;
  /** Share of the recipient's curve in the three hours after, times their presence (M). */
  mass: number;
}

/** What a recipient's history says about each moment of a window. */
export interface SendTimeWeighing {
  /** In time order; the first one is now, or the end of the quiet hours that hold it. */
  candidates: readonly Candidate[];
  /** The recipient's own human engagements. */
  engagements: number;
  sessions: number;
  /** N: sessions by their weights. */
  effectiveEngagements: number;
  /** Theta, 336 half-hours of the recipient's week. */
  curve: Float64Array;
  /** Of the exposure model: by how many standard deviations the second moment is better. */
  compare?: (oneMs: number, otherMs: number) => number;
}

/** Engagement counts as an answer to a send within so many hours. */
export const HORIZON_HOURS = 3;
/**
 * One within an hour counts a little more: of moments with the same three hours ahead, the one
 * shortly before the habit is better than the one long before.
 */
const SOONEST = { hours: 1, more: 0.15 };
const HOUR_MS = 3_600_000;

/** Weighs the moments of a window by the recipient's own past. */
export function weighSendTimes(question: SendTimeQuestion): SendTimeWeighing {
  const { nowMs, windowHours, rules, model } = question;
  const { params } = model;
  const human = keepHuman(question.history.engagements.filter(({ atMs }) => atMs < nowMs));
  const sessions = toSessions(human, params.eventWeights);
  const endMs = nowMs + windowHours * HOUR_MS;
  const fromMs = Math.min(nowMs, sessions[0]?.startMs ?? nowMs);
  const toMs = endMs + HORIZON_HOURS * HOUR_MS;
  const offsets = readOffsets(question.zone ?? 'UTC', { fromMs, toMs }, rules);
  const position = toWeekPosition(nowMs, offsets);
  const gridMs = nowMs - (position - Math.floor(position)) * SLOT_MS;
  const grid = { fromMs: gridMs, toMs, hours: HORIZON_HOURS, offsets };
  const exposed = mostlyAnswers(human) ? valueByExposure(question, human, grid) : null;
  const { curve, total } = exposed ?? estimateWeek(sessions, { question, offsets });
  const massAhead = createMassAhead(curve, grid);
  const ages = params.presence ? params.presenceByAge : [];
  const lastMs = sessions.at(-1)?.endMs ?? null;
  const candidates = listCandidates({ nowMs, endMs, gridMs, quietEndAt: question.quietEndAt });
  return {
    candidates: candidates.map((atMs) => {
      const presence = presenceAt(atMs, lastMs, ages);
      const mass = massAhead(atMs, HORIZON_HOURS) * presence;
      const soonest = massAhead(atMs, SOONEST.hours) * SOONEST.more * presence;
      const value = exposed ? exposed.valueAt(atMs) * presence : mass + soonest;
      return { atMs, value, mass };
    }),
    engagements: human.length,
    sessions: sessions.length,
    effectiveEngagements: total,
    curve,
    ...(exposed && { compare: exposed.compare }),
  };
}

/** Sends tell of somebody's free time where most of what they did answered one that is known. */
function mostlyAnswers(human: readonly Engagement[]): boolean {
  const answers = human.filter(({ sentAtMs }) => sentAtMs !== null);
  return answers.length > 0 && answers.length >= human.length / 2;
}

/** Theta, and N. */
function estimateWeek(
  sessions: readonly Session[],
  { question, offsets }: { question: SendTimeQuestion; offsets: WallOffsets },
): { curve: Float64Array; total: number } {
  const { nowMs, zone, curve: workspace } = question;
  const { params } = question.model;
  const counts = countSlots(sessions, { nowMs, offsets }, params);
  // Whose clock is not known has no share in the others' patterns.
  const prior = zone === null || !workspace ? null : toPrior(counts, workspace);
  return {
    curve: estimateCurve(counts, prior, params),
    total: counts.reduce((sum, count) => sum + count, 0),
  };
}

/** What the workspace expects of the recipient, by their own counts so far. */
export function toPrior(counts: Float64Array, workspace: WorkspaceCurve): readonly number[] {
  return blendPatterns(counts, workspace.patterns) ?? workspace.share;
}
