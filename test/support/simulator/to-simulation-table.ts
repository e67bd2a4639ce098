import type { TrialSummary } from './summarize-trials.ts';
import { policyNames } from './try-policies.ts';

/** What a simulation shows, by hours of window, as tables to read. */
export function toSimulationTable(byWindow: Readonly<Record<number, TrialSummary>>): string {
  const windows = Object.entries(byWindow);
  const row = (name: string, of: (summary: TrialSummary) => number) =>
    [name.padEnd(28), ...windows.map(([, summary]) => of(summary).toFixed(3).padStart(8))].join('');
  const classes = Object.keys(windows[0]?.[1].classes ?? {});
  return [
    [''.padEnd(28), ...windows.map(([hours]) => `${hours} h`.padStart(8))].join(''),
    "share of the oracle's gain",
    ...policyNames.map((name) => row(`  ${name}`, ({ captured }) => captured[name])),
    'mean wait, hours',
    ...policyNames.map((name) => row(`  ${name}`, ({ waitHours }) => waitHours[name])),
    'the gate',
    row('  lets wait', ({ passShare }) => passShare),
    row('  of which truly better', ({ trulyBetter }) => trulyBetter),
    row('  of the gain kept', ({ gainKept }) => gainKept),
    row('  calibration error of P', ({ calibrationError }) => calibrationError),
    "share of the oracle's gain, gated",
    ...classes.map((name) => row(`  ${name}`, (s) => s.classes[name]?.captured ?? 0)),
    'the same, ungated',
    ...classes.map((name) => row(`  ${name}`, (s) => s.classes[name]?.ungatedCaptured ?? 0)),
  ].join('\n');
}
