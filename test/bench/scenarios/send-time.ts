import { decideSendTime } from '#domain/send-time/decide-send-time';
import { defaultParams } from '#domain/send-time/send-time-params';
import type { WorkspaceCurve } from '#domain/send-time/workspace-curve';
import { shippedZoneRules } from '#domain/time-zone';
import { averageSummaries } from '#test/support/simulator/average-summaries';
import { longHistory } from '#test/support/simulator/long-history';
import { learnCurve, runSimulation } from '#test/support/simulator/run-simulation';
import { simulate } from '#test/support/simulator/simulate';
import type { TrialSummary } from '#test/support/simulator/summarize-trials';
import { toSimulationTable } from '#test/support/simulator/to-simulation-table';
import type { Aim, Bench, Scenario } from '../harness/bench.ts';
import { summarize } from '../harness/statistics.ts';

/** Seeds by which nothing was tuned. */
const FIRST_SEED = 101;
const DECISIONS = 4;
const WARM_UP = 200;
const windows = [24, 48, 72] as const;
const goals = { 24: 0.55, 48: 0.53, 72: 0.53 };
const longest = { 500: 0.5, 5000: 2 };

/** Irregular people are the measure; the others tell how much of it is their irregularity. */
const populations = [
  { name: 'send_time', weekdaySpread: 1 },
  { name: 'send_time_regular', weekdaySpread: 0.4 },
] as const;

/** What the send-time model captures of an oracle's gain, and how long a decision takes. */
export const sendTime: Scenario = {
  name: 'send-time',
  run: async (bench) => {
    for (const population of populations) runPopulation(bench, population);
    timeDecisions(bench);
  },
};

function runPopulation(bench: Bench, { name, weekdaySpread }: (typeof populations)[number]): void {
  const { simulatedRecipients: recipients, simulatedSeeds } = bench.sizes;
  const bySeed = Array.from({ length: simulatedSeeds }, (_, index) => {
    const seed = FIRST_SEED + index;
    const byWindow = runSimulation({
      ...{ seed, recipients, windows, weekdaySpread },
      decisions: DECISIONS,
    });
    bench.keep({ name: `${name}, seed ${seed}`, text: toSimulationTable(byWindow) });
    return byWindow;
  });
  const means = Object.fromEntries(
    windows.map((hours) => [hours, averageSummaries(bySeed.flatMap((seed) => seed[hours] ?? []))]),
  );
  bench.keep({ name: `${name}, mean of the seeds`, text: toSimulationTable(means) });
  for (const hours of windows) {
    noteWindow(bench, { name: `${name}_${hours}h`, goal: goals[hours] }, means[hours]);
  }
}

function noteWindow(
  bench: Bench,
  { name: window, goal }: { name: string; goal: number },
  summary: TrialSummary | undefined,
) {
  if (summary === undefined) return;
  const note = (name: string, value: number, aim?: Aim) =>
    bench.note({ name: `${window}.${name}`, value, unit: '', ...(aim && { aim }) });
  note('captured', summary.captured.model, { atLeast: goal });
  note('captured_gated', summary.captured.gated);
  note('captured_most_frequent_hour', summary.captured.mostFrequentHour);
  note('moves_truly_better', summary.trulyBetter, { atLeast: 0.85 });
  note('gain_kept', summary.gainKept, { atLeast: 0.85 });
  note('calibration_error', summary.calibrationError, { atMost: 0.03 });
  const harmed = Object.values(summary.classes).filter(({ meanGain }) => meanGain < 0).length;
  note('classes_harmed', harmed, { atMost: 0 });
}

function timeDecisions(bench: Bench): void {
  const recipients = bench.sizes.simulatedRecipients;
  const curve = learnCurve(simulate(FIRST_SEED, { recipients, decisions: 1 }), defaultParams);
  for (const events of [500, 5_000] as const) {
    const { p50, p99 } = summarize(timeEach(bench.sizes.timedDecisions, { events, curve }));
    const name = `send_time_decision_${events}_events`;
    bench.note({ name: `${name}.p50`, value: p50, unit: 'ms' });
    bench.note({ name: `${name}.p99`, value: p99, unit: 'ms', aim: { atMost: longest[events] } });
  }
}

/** Of processor time, which other work does not lengthen. */
function timeEach(
  decisions: number,
  { events, curve }: { events: number; curve: WorkspaceCurve | null },
): number[] {
  const nowMs = Date.UTC(2026, 2, 28);
  const question = {
    windowHours: 72,
    zone: 'Europe/Berlin',
    rules: shippedZoneRules(),
    history: longHistory(1, { events, nowMs }),
    curve,
    model: { version: 'timed', hash: 'timed', params: defaultParams },
    jitterKey: null,
  };
  const tookMs = Array.from({ length: WARM_UP + decisions }, (_, index) => {
    const before = process.cpuUsage();
    decideSendTime({ ...question, nowMs: nowMs + index * 60_000 });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return tookMs.slice(WARM_UP);
}
