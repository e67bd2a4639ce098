import type { ZoneRules } from '#domain/time-zone';
import { decideSendTime, type SendTimeDecision } from '../decide-send-time.ts';
import { createMassAhead } from '../mass-ahead.ts';
import type { SendTimeParams } from '../send-time-params.ts';
import { readOffsets, SLOT_MS, type WallOffsets } from '../week-grid.ts';
import { HORIZON_HOURS, type SendTimeWeighing, weighSendTimes } from '../weigh-send-times.ts';
import type { WorkspaceCurve } from '../workspace-curve.ts';
import { countUntil } from './find-event.ts';
import { historyBefore } from './history-before.ts';
import { mostFrequentHour, nextLocalHour } from './most-frequent-hour.ts';
import type { TestPerson } from './test-person.ts';

/** What the model of a fold is: learned from the people of the other one. */
export interface FoldModel {
  params: SendTimeParams;
  curve: WorkspaceCurve | null;
}

export interface Clock {
  zone: string;
  rules: ZoneRules;
}

/** What each policy would have done with a message, milliseconds since 1970. */
export interface Play {
  windowHours: number;
  nowMs: number;
  fixedMs: number;
  curveMs: number;
  mostFrequentHourMs: number;
  modelMs: number;
  /** What the gate weighed between now and the model's moment. */
  z: number;
  /** 0 where drift does not count. */
  strength: number;
  engagements: number;
}

const HOUR_MS = 3_600_000;
const FIXED_HOUR = 10;

/** Plays one message through all policies, for each of some windows; the widest is weighed once. */
export function playDecision(
  person: TestPerson,
  at: { nowMs: number; windowsHours: readonly number[] },
  { model, clock }: { model: FoldModel; clock: Clock },
): Play[] {
  const { nowMs } = at;
  const windowHours = Math.max(...at.windowsHours);
  const question = {
    ...{ nowMs, windowHours, ...clock, curve: model.curve, jitterKey: null },
    history: historyBefore(person.history, nowMs),
    model: { version: '', hash: '', params: model.params },
  };
  const weighing = weighSendTimes(question);
  const endMs = nowMs + (windowHours + HORIZON_HOURS) * HOUR_MS;
  const fromMs = Math.min(nowMs, person.eventsMs[0] ?? nowMs);
  const offsets = readOffsets(clock.zone, { fromMs, toMs: endMs }, clock.rules);
  const hour = mostFrequentHour(person.eventsMs, countUntil(person.eventsMs, nowMs - 1), offsets);
  const others = {
    nowMs,
    fixedMs: nextLocalHour(nowMs, FIXED_HOUR, offsets),
    mostFrequentHourMs: hour === null ? nowMs : nextLocalHour(nowMs, hour, offsets),
  };
  const byCurve = model.curve && massOf(model.curve, { nowMs, endMs, offsets });
  return at.windowsHours.map((hours) => {
    const seen = within(weighing, nowMs + hours * HOUR_MS);
    const decision = decideSendTime({ ...question, windowHours: hours }, seen);
    const curveMs = byCurve === null ? nowMs : bestOf(seen, byCurve);
    return { windowHours: hours, ...others, curveMs, ...toChoice(decision, nowMs) };
  });
}

function within(weighing: SendTimeWeighing, endMs: number): SendTimeWeighing {
  return { ...weighing, candidates: weighing.candidates.filter(({ atMs }) => atMs <= endMs) };
}

function toChoice({ gate, engagements }: SendTimeDecision, nowMs: number) {
  return {
    modelMs: gate?.candidateMs ?? nowMs,
    z: gate?.z ?? 0,
    // Drift does not count by sends: a strength of 0 says so, here and to the fit.
    strength: gate?.basis === 'activity' ? gate.strength : 0,
    engagements,
  };
}

function massOf(
  { share }: WorkspaceCurve,
  { nowMs, endMs, offsets }: { nowMs: number; endMs: number; offsets: WallOffsets },
): (atMs: number) => number {
  const gridMs = Math.floor(nowMs / SLOT_MS) * SLOT_MS;
  const massAhead = createMassAhead(Float64Array.from(share), {
    fromMs: gridMs,
    toMs: endMs,
    offsets,
  });
  return (atMs) => massAhead(atMs, HORIZON_HOURS);
}

function bestOf({ candidates }: SendTimeWeighing, massAt: (atMs: number) => number): number {
  let best = { atMs: candidates[0]?.atMs ?? 0, mass: -1 };
  for (const { atMs } of candidates) {
    const mass = massAt(atMs);
    if (mass > best.mass) best = { atMs, mass };
  }
  return best.atMs;
}
