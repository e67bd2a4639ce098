import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { resolveLocalTime } from '#domain/resolve-local-time';
import { shippedZoneRules } from '#domain/time-zone';
import { wall } from './wall.ts';

/** Made by test/fixtures/time-zones/make-oracle.py, which explains the rows. */
interface Oracle {
  tzVersion: string;
  zones: Record<string, [local: string, fold0Seconds: number, fold1Seconds?: number][]>;
}

const file = new URL('../fixtures/time-zones/oracle.json', import.meta.url);
const oracle: Oracle = JSON.parse(readFileSync(file, 'utf8'));
const rules = shippedZoneRules();

const rows = Object.entries(oracle.zones).flatMap(([zone, times]) =>
  times.map(([text, fold0, fold1 = fold0]) => ({
    zone,
    text,
    fold0: fold0 * 1000,
    fold1: fold1 * 1000,
  })),
);

test('T3: the oracle has the version of the shipped rules, and the same zones', () => {
  expect(oracle.tzVersion).toBe(rules.version);
  expect(Object.keys(oracle.zones).sort()).toEqual(rules.names);
});

test('T3: every local time is resolved as Python resolves it, by every rule', () => {
  const differences = rows.filter((row) => {
    const got = answers(row.zone, row.text);
    return JSON.stringify(got) !== JSON.stringify(expected(row));
  });
  const count = (note: string) => rows.filter((row) => expected(row).note === note).length;
  console.log(
    `oracle ${oracle.tzVersion}: ${rows.length} local times in ${Object.keys(oracle.zones).length} zones ` +
      `(${count('gap')} in gaps, ${count('overlap')} in overlaps), ${differences.length} differences`,
  );
  expect(rows.length).toBeGreaterThanOrEqual(1000);
  expect(differences).toEqual([]);
});

function answers(zone: string, text: string) {
  const ask = (rule: 'compatible' | 'earlier' | 'later') =>
    resolveLocalTime({ local: wall(text), zone, rule, rules });
  const refused = resolveLocalTime({ local: wall(text), zone, rule: 'reject', rules });
  return {
    note: ask('compatible').note,
    compatible: ask('compatible').at,
    earlier: ask('earlier').at,
    later: ask('later').at,
    reject: refused.kind === 'resolved' ? refused.at : refused.why,
  };
}

/** Fold 0 runs behind fold 1 in an overlap, and ahead of it in a gap. */
function expected({ fold0, fold1 }: { fold0: number; fold1: number }) {
  const note = fold0 === fold1 ? 'exact' : fold0 < fold1 ? 'overlap' : 'gap';
  return {
    note,
    compatible: fold0,
    earlier: Math.min(fold0, fold1),
    later: Math.max(fold0, fold1),
    reject: note === 'exact' ? fold0 : note,
  };
}
