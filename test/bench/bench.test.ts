import { beforeAll, describe, expect, it } from 'vitest';
import { type RunResult, runScenarios } from './harness/run-scenarios.ts';
import { shortSizes } from './harness/sizes.ts';
import { isMet, toTable } from './harness/table.ts';
import { bulkAccept } from './scenarios/bulk-accept.ts';
import { bulkExport } from './scenarios/bulk-export.ts';
import { bulkImport } from './scenarios/bulk-import.ts';
import { crowd } from './scenarios/crowd.ts';
import { graphile } from './scenarios/graphile.ts';
import { lists } from './scenarios/lists.ts';
import { punctual } from './scenarios/punctual.ts';

const TIMEOUT_MS = 480_000;

describe('the benchmarks', () => {
  let result: RunResult;

  beforeAll(async () => {
    result = await runScenarios({
      scenarios: [punctual, crowd, graphile, lists, bulkAccept, bulkImport, bulkExport],
      sizes: shortSizes,
      environment: process.env,
      log: () => {},
    });
  }, TIMEOUT_MS);

  const valuesOf = (ending: string) =>
    result.figures.filter(({ name }) => name.endsWith(ending)).map(({ value }) => value);

  it('run to their end', () => {
    expect(result.failures).toEqual([]);
  });

  it('see each message sent exactly once, and none early', () => {
    for (const ending of ['.early', '.repeated', '.missing']) {
      const values = valuesOf(ending);
      expect(values.length).toBeGreaterThanOrEqual(7);
      expect(values.filter((value) => value !== 0)).toEqual([]);
    }
  });

  it('see at most 100 messages claimed and unanswered', () => {
    expect(valuesOf('.most_claimed')).toHaveLength(1);
    expect(Math.max(...valuesOf('.most_claimed'))).toBeLessThanOrEqual(100);
  });

  it('compare with graphile-worker in the same run', () => {
    expect(valuesOf('.all_answered / graphile_150.all_answered')).toHaveLength(1);
    expect(valuesOf('.all_answered / graphile_150_together.all_answered')).toHaveLength(1);
  });

  it('import each line once, however the upload is cut', () => {
    expect(valuesOf('bulk_import.cuts')).toEqual([5]);
    expect([...valuesOf('bulk_import.missing'), ...valuesOf('bulk_import.repeated')]).toEqual([
      0, 0,
    ]);
  });

  it('export each message of a workspace, in both formats', () => {
    expect(valuesOf('_missing')).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('read no table of messages, contacts or replies as a whole to list or search them', () => {
    expect(valuesOf('lists.whole_tables')).toEqual([0]);
    expect(result.texts.length).toBeGreaterThan(30);
  });

  it('show a table of at most 100 columns', () => {
    const lines = toTable(result.figures).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe('an aim', () => {
  const figure = { name: 'figure', value: 10, unit: 'ms' };

  it.each([
    [{ atMost: 10 }, true],
    [{ atMost: 9 }, false],
    [{ atLeast: 10 }, true],
    [{ atLeast: 11 }, false],
    [{ below: 10 }, false],
    [{ exactly: 10 }, true],
    [{ exactly: 0 }, false],
  ])('of %o is met by 10: %s', (aim, met) => {
    expect(isMet({ ...figure, aim })).toBe(met);
  });

  it('that was not set is neither met nor missed', () => {
    expect(isMet(figure)).toBeNull();
  });
});
