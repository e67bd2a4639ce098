import { describe, expect, test } from 'vitest';
import { checkCycles } from './check-cycles.ts';
import { checkHabits } from './check-habits.ts';
import { checkImports } from './check-imports.ts';
import { readHouse, root } from './read-house.ts';
import { readAliases } from './source-file.ts';

const house = readHouse('src', 'workflows', 'activities', 'db');
const aliases = readAliases(root);

describe('the house', () => {
  test('is found', () => {
    expect(house.length).toBeGreaterThan(100);
    expect(house.map(({ path }) => path)).toContain('src/domain/time-zone.ts');
  });

  test('every import points downhill', () => {
    expect(checkImports(house, aliases)).toEqual([]);
  });

  test('no files import each other in a ring', () => {
    expect(checkCycles(house, aliases)).toEqual([]);
  });

  test('every file keeps the habits', () => {
    expect(house.flatMap(checkHabits)).toEqual([]);
  });
});
