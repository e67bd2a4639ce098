import { describe, expect, it } from 'vitest';
import { callsOf, countRepeats, mostAtOnce, toText } from './harness/ledger.ts';
import { createPreciseClock } from './harness/precise-clock.ts';

describe('the ledger', () => {
  const entry = (messageId: string, text: string, arrivedMs: number) => ({
    messageId,
    text,
    arrivedMs,
    answeredMs: arrivedMs + 5,
  });

  it('tells how late each call of a group was', () => {
    const entries = [
      entry('b', toText('one', 1_000), 1_004),
      entry('a', toText('two', 1_000), 999),
    ];
    expect(callsOf(entries, 'one').map((call) => call.latenessMs)).toEqual([4]);
    expect(callsOf(entries, 'two').map((call) => call.latenessMs)).toEqual([-1]);
  });

  it('counts what was sent more than once', () => {
    expect(countRepeats([entry('a', '', 1), entry('b', '', 2), entry('a', '', 3)])).toBe(1);
  });

  it('finds how many calls were open at once; one that ends as another begins is not', () => {
    const spans = [
      { fromMs: 0, toMs: 10 },
      { fromMs: 5, toMs: 15 },
      { fromMs: 10, toMs: 20 },
    ];
    expect(mostAtOnce(spans)).toBe(2);
  });
});

describe('the precise clock', () => {
  it('agrees with the wall clock to the millisecond', () => {
    const now = createPreciseClock();
    const [before, precise, after] = [Date.now(), now(), Date.now()];
    expect(precise).toBeGreaterThan(before - 0.5);
    expect(precise).toBeLessThan(after + 1.5);
  });
});
