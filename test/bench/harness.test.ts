import { describe, expect, it } from 'vitest';
import { callsOf, countRepeats, mostAtOnce, toText } from './harness/ledger.ts';
import { createLineSource } from './harness/line-source.ts';
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

describe('the lines of an upload', () => {
  it('are the same ones, wherever they are cut', () => {
    const lines = createLineSource({
      header: 'to',
      count: 3,
      line: (index) => `+1212200000${index}`,
    });
    const whole = 'to\n+12122000000\n+12122000001\n+12122000002\n';
    expect(lines.bytes).toBe(whole.length);
    for (let at = 0; at < whole.length; at++) {
      for (const bytes of [1, 7, 14, 100]) {
        expect(lines.read(at, bytes).toString()).toBe(whole.slice(at, at + bytes));
      }
    }
  });
});
