import { type Policy, type PolicyScore, policies } from '#domain/send-time/backtest/score-policies';
import type { WindowScores } from '#domain/send-time/backtest/score-windows';
import { policyNames } from './policy-names.ts';

const HEAD = ['', 'hit 3 h', 'hit 1 h', 'lift over now', 'lift over most frequent hour', 'wait'];

/** A table for people: one part a window. */
export function toScoreTable(title: string, scores: WindowScores): string[] {
  return [
    '',
    title,
    ...Object.entries(scores).flatMap(([window, score]) => [
      '',
      `within ${window}: ${score.people} people, ${score.decisions} messages; ` +
        `the gate lets ${toPercent(score.gatePassShare)} wait; ` +
        `calibration error ${score.calibrationError?.toFixed(3) ?? 'unknown'}`,
      ...toColumns([HEAD, ...policies.map((policy) => toRow(policy, score.policies[policy]))]),
    ]),
  ];
}

function toRow(policy: Policy, score: PolicyScore): string[] {
  return [
    policyNames[policy],
    toPercent(score.hit),
    toPercent(score.hit1h),
    toLift(score.liftOverNow, score.liftOverNowCI),
    toLift(score.liftOverMostFrequentHour, score.liftOverMostFrequentHourCI),
    `${score.meanWaitHours.toFixed(1)} h`,
  ];
}

function toLift(lift: number | null, interval: PolicyScore['liftOverNowCI']): string {
  if (lift === null) return '-';
  const ends = interval?.map((end) => end.toFixed(2)).join(' to ');
  return `${lift.toFixed(2)}${ends === undefined ? '' : ` (${ends})`}`;
}

function toPercent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function toColumns(rows: readonly string[][]): string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}`.trimEnd(),
  );
}
