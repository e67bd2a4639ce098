import { decideSendTime } from '#domain/send-time/decide-send-time';
import type { SendTimeModel, SendTimeQuestion } from '#domain/send-time/send-time-question';
import { readOffsets } from '#domain/send-time/week-grid';
import { weighSendTimes } from '#domain/send-time/weigh-send-times';
import type { WorkspaceCurve } from '#domain/send-time/workspace-curve';
import { shippedZoneRules } from '#domain/time-zone';
import { atHour, best, curveBest, mostFrequentHour } from './policies.ts';
import type { SimulatedRecipient } from './simulated-recipient.ts';
import { openedWithin } from './true-utility.ts';

export const policyNames = [
  'oracle',
  'fixed',
  'curve',
  'mostFrequentHour',
  'mostFrequentHourUnfiltered',
  'argmax',
  'model',
  'gated',
] as const;
export type PolicyName = (typeof policyNames)[number];

/** One message, and what each policy would have made of it. */
export interface Trial {
  recipient: SimulatedRecipient;
  /** Own human engagements of the recipient. */
  engagements: number;
  optimized: boolean;
  pBetter: number;
  /** True chance of an open within the horizon, of a send at once. */
  now: number;
  /** How much more it is by each policy, and how long that waits, in hours. */
  gain: Record<PolicyName, number>;
  waitHours: Record<PolicyName, number>;
}

const HORIZON_HOURS = 3;
const HOUR_MS = 3_600_000;
const FIXED_HOUR = 10;

/** Lets every policy decide about each message that is accepted for a recipient. */
export function tryPolicies(
  recipient: SimulatedRecipient,
  by: { windowHours: number; model: SendTimeModel; curve: WorkspaceCurve | null },
): Trial[] {
  const rules = shippedZoneRules();
  const { person, zone, history } = recipient;
  return recipient.acceptedAt.map((nowMs) => {
    const question = { ...by, nowMs, zone, rules, history, jitterKey: null };
    const toMs = nowMs + (by.windowHours + HORIZON_HOURS) * HOUR_MS;
    const offsets = readOffsets(person.livesIn, { fromMs: nowMs, toMs }, rules);
    const worth = (atMs: number) => openedWithin(person, { atMs, hours: HORIZON_HOURS, offsets });
    return toTrial(recipient, question, worth);
  });
}

function toTrial(
  recipient: SimulatedRecipient,
  question: SendTimeQuestion,
  worth: (atMs: number) => number,
): Trial {
  const { nowMs, model } = question;
  const weighing = weighSendTimes(question);
  const decision = decideSendTime(question, weighing);
  const chosen: Record<PolicyName, number> = {
    oracle: maxBy(
      weighing.candidates.map(({ atMs }) => atMs),
      worth,
    ),
    fixed: atHour(question, FIXED_HOUR),
    curve: curveBest(question),
    mostFrequentHour: mostFrequentHour(question, { botFilter: true }),
    mostFrequentHourUnfiltered: mostFrequentHour(question, { botFilter: false }),
    argmax: best(weighing, 1),
    model: best(weighing, model.params.tau),
    gated: decision.sendAtMs,
  };
  const now = worth(nowMs);
  const ofEach = (of: (atMs: number) => number) =>
    Object.fromEntries(policyNames.map((name) => [name, of(chosen[name])])) as Record<
      PolicyName,
      number
    >;
  return {
    recipient,
    engagements: decision.engagements,
    optimized: decision.reason === 'optimized',
    pBetter: decision.pBetter ?? 0.5,
    now,
    gain: ofEach((atMs) => worth(atMs) - now),
    waitHours: ofEach((atMs) => (atMs - nowMs) / HOUR_MS),
  };
}

function maxBy(moments: readonly number[], worth: (atMs: number) => number): number {
  let [most, chosen] = [-1, 0];
  for (const atMs of moments) {
    const value = worth(atMs);
    if (value > most) [most, chosen] = [value, atMs];
  }
  return chosen;
}
