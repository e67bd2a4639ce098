import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Scenario } from '../harness/bench.ts';
import type { Child } from '../harness/child.ts';
import { consumeExport, type Export } from '../harness/consume-export.ts';
import { CONNECTIONS_BESIDE, readBeside } from '../harness/read-beside.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import { summarize } from '../harness/statistics.ts';
import { createReader, type Reader } from '../lists/create-reader.ts';
import { type SeededLists, seedLists } from '../lists/seed-lists.ts';
import type { ApiAsks } from '../processes/api-process.ts';

const formats = ['csv', 'ndjson'] as const;
/** Of the exports' messages the workspace beside has a tenth. */
const SMALL = 10;
const GROWTH = 1.2;

/** All messages of a workspace in one stream: how fast, in how much memory, and who waits beside. */
export const bulkExport: Scenario = {
  name: 'bulk-export',
  run: (bench) =>
    onStage(bench, async (stage) => {
      const { exportedMessages } = bench.sizes;
      const seeded = await seedLists(stage.connection.db, stage.databaseUrl, exportedMessages);
      bench.log(`bulk-export: ${exportedMessages} messages are there`);
      for (const format of formats) await runFormat(bench, stage, { seeded, format });
    }),
};

interface Run {
  name: string;
  api: Child<ApiAsks>;
  wanted: Export;
  count: number;
  reader: Reader;
  path: string;
}

/** In a process for each format, which has exported and answered before it is measured. */
async function runFormat(
  bench: Bench,
  stage: Stage,
  { seeded, format }: { seeded: SeededLists; format: Export['format'] },
): Promise<void> {
  const api = await stage.start<ApiAsks>('api-process.ts');
  const url = await api.ask('url', null);
  const reader = createReader(url, seeded.key, CONNECTIONS_BESIDE);
  const [message] = await stage.connection.sql`
    SELECT id FROM messages WHERE workspace_id = ${seeded.plan.workspaceId} LIMIT 1`;
  const base = { api, reader, path: `/v1/messages/${message?.id}` };
  const [tenth, all] = [seeded.smallKey, seeded.key].map((key) => ({ url, key, format }));
  if (!tenth || !all) return;
  try {
    await consumeExport(tenth);
    const alone = () => sleep(bench.sizes.besideSeconds * 1_000);
    const name = `bulk_export_${format}`;
    noteReads(bench, `${name}.alone`, await readBeside(reader, base.path, alone));
    const count = bench.sizes.exportedMessages;
    const small = await runExport(bench, {
      ...{ ...base, name: `${name}.tenth`, wanted: tenth, count: count / SMALL },
    });
    for (const [as, slowly] of Object.entries({ all: false, all_slowly: true })) {
      const wanted = { ...all, slowly };
      const large = await runExport(bench, { ...base, name: `${name}.${as}`, wanted, count });
      bench.note({
        name: `${name}.${as}_peak / tenth_peak`,
        value: large / small,
        unit: 'ratio',
        aim: { atMost: GROWTH },
      });
    }
  } finally {
    reader.close();
    await api.stop();
  }
}

/** @returns the most memory that the process held meanwhile, in MB. */
async function runExport(bench: Bench, run: Run): Promise<number> {
  const { name, api, wanted, count, reader, path } = run;
  await api.ask('peak', null);
  let consumed = { lines: 0, bytes: 0, seconds: 0 };
  const waits = await readBeside(reader, path, async () => {
    consumed = await consumeExport(wanted);
  });
  const peak = await api.ask('peak', null);
  const { lines, bytes, seconds } = consumed;
  const rows = lines - (wanted.format === 'csv' ? 1 : 0);
  bench.note({ name: `${name}_rate`, value: rows / seconds, unit: 'rows/s' });
  bench.note({ name: `${name}_size`, value: bytes / 1_000_000, unit: 'MB' });
  bench.note({ name: `${name}_missing`, value: count - rows, unit: 'rows', aim: { exactly: 0 } });
  bench.note({ name: `${name}_peak`, value: peak, unit: 'MB' });
  noteReads(bench, name, waits);
  return peak;
}

function noteReads(bench: Bench, name: string, waits: readonly number[]): void {
  const { p50, p99 } = summarize(waits);
  bench.note({ name: `${name}_reads_p50`, value: p50, unit: 'ms' });
  bench.note({ name: `${name}_reads_p99`, value: p99, unit: 'ms' });
}
