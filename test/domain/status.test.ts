import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canMove, type Status, statuses, statusesBefore, whyUnchangeable } from '#domain/status';

const anyStatus = fc.constantFrom(...statuses);
const moves = statuses.flatMap((from) => statuses.map((to) => [from, to] as const));

/** How far along its life a status is; `sending` to `scheduled` is the only step back. */
const rank: Record<Status, number> = {
  scheduled: 0,
  sending: 1,
  unknown: 2,
  sent: 3,
  delivered: 5,
  undelivered: 4,
  failed: 4,
  canceled: 4,
};

describe('the status of a message', () => {
  test('H4: moves forward only, except from sending back to scheduled', () => {
    const back = moves.filter(([from, to]) => canMove(from, to) && rank[to] <= rank[from]);
    expect(back).toEqual([['sending', 'scheduled']]);
  });

  test('H4: whatever happens, what is over stays over, unless it turns out to have arrived', () => {
    fc.assert(
      fc.property(fc.array(anyStatus, { maxLength: 30 }), (asked) => {
        const lived: Status[] = ['scheduled'];
        for (const to of asked) {
          const from = lived.at(-1) ?? 'scheduled';
          if (canMove(from, to)) lived.push(to);
        }
        const over = lived.findIndex((status) => rank[status] >= 4);
        const afterwards = over === -1 ? [] : lived.slice(over + 1);
        expect([[], ['delivered']]).toContainEqual(afterwards);
        // Once possibly out, it is never said to be pending or canceled.
        const out = lived.findIndex((status) => rank[status] >= 2 && status !== 'canceled');
        const after = out === -1 ? [] : lived.slice(out);
        expect(after).not.toContain('scheduled');
        expect(after).not.toContain('canceled');
      }),
    );
  });

  test('H4: only a scheduled message can be canceled, and nothing leaves canceled', () => {
    expect(statusesBefore('canceled')).toEqual(['scheduled']);
    expect(moves.filter(([from, to]) => from === 'canceled' && canMove(from, to))).toEqual([]);
  });

  test('H4: a bounce after delivered leaves it delivered', () => {
    expect(canMove('delivered', 'undelivered')).toBe(false);
  });

  test('H4: what is unknown can still turn out either way', () => {
    const ends = statuses.filter((to) => canMove('unknown', to));
    expect(ends).toEqual(['sent', 'delivered', 'undelivered', 'failed']);
  });

  test('the statuses before one are those that may move to it', () => {
    fc.assert(
      fc.property(anyStatus, anyStatus, (from, to) => {
        expect(statusesBefore(to).includes(from)).toBe(canMove(from, to));
      }),
    );
  });

  test.each([
    ['scheduled', null],
    ['sending', 'already_sending'],
    ['unknown', 'already_sending'],
    ['sent', 'final'],
    ['delivered', 'final'],
    ['undelivered', 'final'],
    ['failed', 'final'],
    ['canceled', 'canceled'],
  ] as const)('C1: %s is unchangeable because of %s', (status, why) => {
    expect(whyUnchangeable(status)).toBe(why);
  });
});
