import { mean } from 'simple-statistics';
import type { ClassSummary, TrialSummary } from './summarize-trials.ts';

/** The mean of several seeds' summaries, figure by figure. */
export function averageSummaries(summaries: readonly TrialSummary[]): TrialSummary {
  const [first] = summaries;
  if (first === undefined) throw new Error('there are no summaries');
  const of = (figure: (summary: TrialSummary) => number) => mean(summaries.map(figure));
  const ofEach = <K extends string>(
    keys: readonly K[],
    figure: (s: TrialSummary, key: K) => number,
  ) => Object.fromEntries(keys.map((key) => [key, of((s) => figure(s, key))])) as Record<K, number>;
  const policies = Object.keys(first.captured) as (keyof TrialSummary['captured'])[];
  const classOf = (name: string, figure: (summary: ClassSummary) => number) =>
    of(({ classes }) => figure(classes[name] ?? nobody));
  return {
    decisions: of(({ decisions }) => decisions),
    captured: ofEach(policies, ({ captured }, policy) => captured[policy]),
    waitHours: ofEach(policies, ({ waitHours }, policy) => waitHours[policy]),
    passShare: of(({ passShare }) => passShare),
    trulyBetter: of(({ trulyBetter }) => trulyBetter),
    gainKept: of(({ gainKept }) => gainKept),
    calibrationError: of(({ calibrationError }) => calibrationError),
    classes: Object.fromEntries(
      Object.keys(first.classes).map((name) => [
        name,
        {
          decisions: classOf(name, ({ decisions }) => decisions),
          meanGain: classOf(name, ({ meanGain }) => meanGain),
          captured: classOf(name, ({ captured }) => captured),
          ungatedCaptured: classOf(name, ({ ungatedCaptured }) => ungatedCaptured),
        },
      ]),
    ),
  };
}

const nobody: ClassSummary = { decisions: 0, meanGain: 0, captured: 0, ungatedCaptured: 0 };
