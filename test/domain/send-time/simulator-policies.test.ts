import { beforeAll, describe, expect, it } from 'vitest';
import { runSimulation } from '#test/support/simulator/run-simulation';
import type { TrialSummary } from '#test/support/simulator/summarize-trials';

// One seed and few recipients: far below what `npm run bench -- send-time` shows of five.
describe('O1: in the simulator, the model', () => {
  let shown: Record<number, TrialSummary>;
  const of = (windowHours: number): TrialSummary => {
    const summary = shown[windowHours];
    if (summary === undefined) throw new Error(`no window of ${windowHours} h was simulated`);
    return summary;
  };

  beforeAll(() => {
    shown = runSimulation({ seed: 7, recipients: 800, decisions: 3, windows: [24, 72] });
  }, 60_000);

  it.each([24, 72])('captures more than every simple rule in %i h', (windowHours) => {
    const { captured } = of(windowHours);
    for (const simple of [
      'fixed',
      'curve',
      'mostFrequentHour',
      'mostFrequentHourUnfiltered',
    ] as const) {
      expect(captured.model).toBeGreaterThan(captured[simple] + 0.03);
    }
    expect(captured.model).toBeGreaterThan(0.45);
  });

  it('filters machines to the most frequent hour rule’s gain, too', () => {
    const { captured } = of(24);
    expect(captured.mostFrequentHour).toBeGreaterThan(captured.mostFrequentHourUnfiltered);
  });

  it.each([24, 72])('O2: lets wait in %i h where that is truly better, mostly', (windowHours) => {
    const { trulyBetter, gainKept, calibrationError } = of(windowHours);
    expect(trulyBetter).toBeGreaterThan(0.8);
    expect(gainKept).toBeGreaterThan(0.6);
    expect(calibrationError).toBeLessThan(0.08);
  });

  it.each([24, 72])('O2: harms no class of recipients in %i h', (windowHours) => {
    for (const { meanGain } of Object.values(of(windowHours).classes)) {
      expect(meanGain).toBeGreaterThanOrEqual(0);
    }
  });

  it('O2: sends at once whom nothing is known of', () => {
    expect(of(72).classes['no history']?.meanGain).toBe(0);
  });

  it('waits less by the earliest hill that is nearly the best one, at little cost', () => {
    const { waitHours, captured } = of(72);
    expect(waitHours.model).toBeLessThan(0.85 * waitHours.argmax);
    expect(captured.model).toBeGreaterThan(captured.argmax - 0.04);
  });
});
