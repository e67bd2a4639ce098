import { describe, expect, it } from 'vitest';
import type { Engagement } from '#domain/send-time/engagement-history';
import { keepHuman } from '#domain/send-time/keep-human';

const MINUTE_MS = 60_000;
const sentAtMs = Date.UTC(2026, 5, 10, 10);

function engaged(
  kind: Engagement['kind'],
  minutes: number,
  of: Partial<Engagement> = {},
): Engagement {
  return { kind, atMs: sentAtMs + minutes * MINUTE_MS, machine: false, sentAtMs, ...of };
}

describe('O3: what people did', () => {
  it.each([
    ['a flagged open', engaged('open', 30, { machine: true }), false],
    ['a flagged click', engaged('click', 30, { machine: true }), false],
    ['a click in the first minute', engaged('click', 59 / 60), false],
    ['a click after it', engaged('click', 1), true],
    ['an early click in an unknown send', engaged('click', 0.1, { sentAtMs: null }), true],
    ['a reply in the first minute', engaged('reply', 0.5), true],
  ])('%s', (_, event, isHuman) => {
    const opens = [engaged('open', 200), engaged('open', 300), engaged('open', 400)];
    const clicks = [engaged('click', 500), engaged('click', 600)];
    expect(keepHuman([...opens, ...clicks, event]).includes(event)).toBe(isHuman);
  });

  it('no open of a mailbox of whose opens more than half are machines’; its clicks remain', () => {
    const flagged = [1, 2].map((minutes) => engaged('open', minutes, { machine: true }));
    const own = [engaged('open', 300), engaged('click', 301), engaged('reply', 400)];
    expect(keepHuman([...flagged, ...own]).map(({ kind }) => kind)).toEqual(['click', 'reply']);
    expect(keepHuman([...flagged.slice(1), ...own])).toHaveLength(3);
  });

  it('no click in the first ten minutes where most clicks come in the first one: it is scanned', () => {
    const scans = [engaged('click', 0.2), engaged('click', 0.4)];
    const late = [engaged('click', 9)];
    const own = [engaged('click', 11)];
    expect(keepHuman([...scans, ...late, ...own])).toEqual([...late, ...own]);
    const oneMore = [...scans, engaged('click', 0.6), ...late, ...own];
    expect(keepHuman(oneMore)).toEqual(own);
  });
});
