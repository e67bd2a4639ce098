import type { Bench, Scenario } from '../harness/bench.ts';
import { createLineSource } from '../harness/line-source.ts';
import { toNumber } from '../harness/post-batch.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import { closeUpload, uploadBatch } from '../harness/upload-batch.ts';
import type { ApiAsks } from '../processes/api-process.ts';

const WEEK_MS = 7 * 86_400_000;
const WARM_UP_LINES = 1_000;
const CUTS = [0.07, 0.23, 0.48, 0.71, 0.96];
const MOST_MB = 300;

/** A long upload in a stream that is cut and goes on: how fast, in how much memory, and what is there. */
export const bulkImport: Scenario = {
  name: 'bulk-import',
  run: (bench) =>
    onStage(bench, async (stage) => {
      const api = await stage.start<ApiAsks>('api-process.ts');
      const place = { url: await api.ask('url', null), key: stage.tenants.crowd.key };
      await uploadBatch(toUpload(place, WARM_UP_LINES));
      bench.note({
        name: 'bulk_import.before',
        value: await api.ask('peak', null),
        unit: 'MB',
      });
      const upload = { ...toUpload(place, bench.sizes.importedLines), cuts: CUTS };
      const fromMs = performance.now();
      const { id, accepted, mismatches } = await uploadBatch(upload);
      const seconds = (performance.now() - fromMs) / 1_000;
      const peak = await api.ask('peak', null);
      bench.note({ name: 'bulk_import.rate', value: accepted / seconds, unit: 'lines/s' });
      bench.note({ name: 'bulk_import.peak', value: peak, unit: 'MB', aim: { below: MOST_MB } });
      bench.note({ name: 'bulk_import.cuts', value: CUTS.length, unit: '' });
      bench.note({ name: 'bulk_import.mismatches', value: mismatches, unit: '' });
      const closedMs = performance.now();
      await closeUpload(place, id);
      bench.note({
        name: 'bulk_import.closed_after',
        value: performance.now() - closedMs,
        unit: 'ms',
      });
      await noteLines(bench, stage, id);
    }),
};

/** CSV with a name in each line, which the text greets. */
function toUpload(place: { url: string; key: string }, count: number) {
  return {
    ...place,
    defaults: {
      channel: 'sms',
      sendAt: new Date(Date.now() + WEEK_MS).toISOString(),
      text: 'Hi {{ name }}, your table is booked for tonight at 8.',
    },
    source: createLineSource({
      header: 'to,variables.name,metadata.line',
      count,
      line: (index) => {
        const number = String(index).padStart(7, '0');
        return `${toNumber(index)},Name${number},${number}`;
      },
    }),
  };
}

/** That each line is one message. */
async function noteLines(bench: Bench, { connection }: Stage, batchId: string): Promise<void> {
  const [row] = await connection.sql`
    SELECT count(*)::int AS count, count(DISTINCT metadata ->> 'line')::int AS lines
    FROM messages WHERE batch_id = ${batchId}`;
  const [count, lines] = [row?.count ?? 0, row?.lines ?? 0];
  const never = { unit: 'messages', aim: { exactly: 0 } };
  bench.note({ name: 'bulk_import.repeated', value: count - lines, ...never });
  bench.note({ name: 'bulk_import.missing', value: bench.sizes.importedLines - lines, ...never });
}
