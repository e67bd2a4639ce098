import { expect, test } from 'vitest';
import { unpackHistory } from '#db/unpack-history';

/** Instants as PostgreSQL sends them. */
function pack(...instants: string[]): Buffer {
  const bytes = Buffer.alloc(8 * instants.length);
  instants.forEach((instant, index) => {
    const ms = Date.parse(instant) - Date.UTC(2000, 0);
    bytes.writeBigInt64BE(BigInt(ms) * 1000n, 8 * index);
  });
  return bytes;
}

test('O1: a history is unpacked when it is asked for, not when it is read', () => {
  const at = pack('2026-11-01T10:00:00Z');
  const unreadable = unpackHistory({ at, sent: at, kinds: '?', sends: at });
  expect(unreadable.sends).toEqual([Date.parse('2026-11-01T10:00:00Z')]);
  expect(() => unreadable.engagements).toThrow('no event has the letter "?"');
});

test('O1: what is unpacked twice says the same, also of before 2000 and of unknown sends', () => {
  const [early, late] = ['1999-12-31T23:59:59.999Z', '2026-11-01T10:00:00.001Z'] as const;
  const sent = pack('2000-01-01T00:00:00Z', late);
  const history = unpackHistory({ at: pack(early, late), sent, kinds: 'oR', sends: null });
  const told = [
    { atMs: Date.parse(early), kind: 'open', machine: false, sentAtMs: null },
    { atMs: Date.parse(late), kind: 'reply', machine: true, sentAtMs: Date.parse(late) },
  ];
  expect(history.engagements).toEqual(told);
  expect(history.engagements).toEqual(told);
  expect(history.sends).toEqual([]);
});
