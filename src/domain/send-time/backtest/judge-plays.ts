import { probabilityBetter } from '../probability-better.ts';
import type { SendTimeParams } from '../send-time-params.ts';
import { HORIZON_HOURS } from '../weigh-send-times.ts';
import { hasEventWithin } from './find-event.ts';
import type { Duel } from './fit-calibration.ts';
import type { Play } from './play-decision.ts';
import type { PersonMeans, Policy, PolicyMeans } from './score-policies.ts';
import { policies } from './score-policies.ts';

const HOUR_MS = 3_600_000;

/** What came of somebody's decisions in one window. */
export interface JudgedPerson {
  means: PersonMeans;
  decisions: number;
  /** How many messages the gate moved. */
  passed: number;
  /** Decisions in which the model's moment and now ended differently. */
  judged: { pBetter: number; won: boolean }[];
}

/** Duels between the model's moment and now, for the fit of its calibration. */
export function toDuels(plays: readonly Play[], eventsMs: Float64Array): Duel[] {
  return plays.flatMap(({ nowMs, modelMs, z, strength }) => {
    if (modelMs === nowMs) return [];
    const won = isHit(eventsMs, modelMs, HORIZON_HOURS);
    return won === isHit(eventsMs, nowMs, HORIZON_HOURS) ? [] : [{ z, strength, won }];
  });
}

/** Judges somebody's decisions in one window with a gate. */
export function judgePlays(
  plays: readonly Play[],
  eventsMs: Float64Array,
  gate: SendTimeParams['gate'],
): JudgedPerson {
  const passes = plays.map((play) => passesGate(play, gate));
  const times = (policy: Policy) => (play: Play, index: number) => {
    if (policy === 'gated') return passes[index] ? play.modelMs : play.nowMs;
    return play[`${policy}Ms`];
  };
  const means = policies.map((policy) => {
    const sent = plays.map((play, index) => times(policy)(play, index));
    return [policy, toMeans(plays, sent, eventsMs)] as const;
  });
  return {
    means: Object.fromEntries(means) as unknown as PersonMeans,
    decisions: plays.length,
    passed: passes.filter(Boolean).length,
    judged: toDuels(plays, eventsMs).map((duel) => ({
      pBetter: probabilityBetter(duel, gate),
      won: duel.won,
    })),
  };
}

function passesGate(play: Play, gate: SendTimeParams['gate']): boolean {
  if (play.modelMs === play.nowMs || play.engagements < gate.engagements) return false;
  return probabilityBetter(play, gate) >= gate.probability;
}

function toMeans(
  plays: readonly Play[],
  sentMs: readonly number[],
  eventsMs: Float64Array,
): PolicyMeans {
  const mean = (of: (atMs: number, nowMs: number) => number) =>
    sentMs.reduce((sum, atMs, index) => sum + of(atMs, plays[index]?.nowMs ?? 0), 0) / plays.length;
  return {
    hit: mean((atMs) => Number(isHit(eventsMs, atMs, HORIZON_HOURS))),
    hit1h: mean((atMs) => Number(isHit(eventsMs, atMs, 1))),
    waitHours: mean((atMs, nowMs) => (atMs - nowMs) / HOUR_MS),
  };
}

function isHit(eventsMs: Float64Array, atMs: number, hours: number): boolean {
  return hasEventWithin(eventsMs, atMs, atMs + hours * HOUR_MS);
}
