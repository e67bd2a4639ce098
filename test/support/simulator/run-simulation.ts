import { createCurveLearner } from '#domain/send-time/curve-learner';
import { defaultParams, type SendTimeParams } from '#domain/send-time/send-time-params';
import type { WorkspaceCurve } from '#domain/send-time/workspace-curve';
import { shippedZoneRules } from '#domain/time-zone';
import { simulate } from './simulate.ts';
import type { SimulatedRecipient } from './simulated-recipient.ts';
import { summarizeTrials, type TrialSummary } from './summarize-trials.ts';
import { tryPolicies } from './try-policies.ts';

export interface Simulation {
  seed: number;
  /** Of them the first half is learned from, and the other half scored. */
  recipients: number;
  decisions: number;
  windows: readonly number[];
  params?: SendTimeParams;
  weekdaySpread?: number;
}

/** What a workspace's curve learned from some recipients shows on others, by hours of window. */
export function runSimulation(simulation: Simulation): Record<number, TrialSummary> {
  const { seed, recipients, decisions, windows, params = defaultParams } = simulation;
  const all = simulate(seed, {
    recipients,
    decisions,
    weekdaySpread: simulation.weekdaySpread,
  });
  const learned = all.slice(0, recipients / 2);
  const scored = all.slice(recipients / 2);
  const model = { version: 'simulated', hash: 'simulated', params };
  const curve = learnCurve(learned, params);
  return Object.fromEntries(
    windows.map((windowHours) => {
      const by = { windowHours, model, curve };
      return [windowHours, summarizeTrials(scored.flatMap((each) => tryPolicies(each, by)))];
    }),
  );
}

export function learnCurve(
  recipients: readonly SimulatedRecipient[],
  params: SendTimeParams,
): WorkspaceCurve | null {
  const nowMs = recipients[0]?.nowMs ?? 0;
  const learner = createCurveLearner(params, { nowMs, rules: shippedZoneRules() });
  for (const { history, zone } of recipients) learner.add({ history, zone });
  return learner.finish();
}
