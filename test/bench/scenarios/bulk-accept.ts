import { setTimeout as sleep } from 'node:timers/promises';
import PgBoss from 'pg-boss';
import { median } from 'simple-statistics';
import type { Bench, Scenario } from '../harness/bench.ts';
import { copyBatch, insertRows } from '../harness/copy-batch.ts';
import { postBody, toBatch } from '../harness/post-batch.ts';
import { CONNECTIONS_BESIDE, readBeside } from '../harness/read-beside.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import { summarize } from '../harness/statistics.ts';
import { createReader } from '../lists/create-reader.ts';
import type { ApiAsks } from '../processes/api-process.ts';

const HOUR_MS = 3_600_000;
const WARM_UP_ROUNDS = 1;
const QUEUE = 'send';
const AIM = { atLeast: 0.5 };
const turns = ['postMs', 'rowsMs', 'jobsMs'] as const;

/**
 * Many messages in one POST, against the rows of them alone, put into the same tables, and against
 * as many jobs of pg-boss; in turns, so that neither has the smaller tables.
 */
export const bulkAccept: Scenario = {
  name: 'bulk-accept',
  run: (bench) =>
    onStage(bench, async (stage) => {
      const api = await stage.start<ApiAsks>('api-process.ts');
      const place = { url: await api.ask('url', null), key: stage.tenants.crowd.key };
      const boss = new PgBoss({ connectionString: stage.databaseUrl, max: 2 });
      boss.on('error', (error) => bench.log(`pg-boss: ${error.message}`));
      await boss.start();
      try {
        await boss.createQueue(QUEUE);
        await measureRates(bench, stage, { place, boss });
        await measureReads(bench, stage, place);
      } finally {
        await boss.stop({ graceful: false });
      }
    }),
};

interface Contestants {
  place: { url: string; key: string };
  boss: PgBoss;
}

type Took = Record<(typeof turns)[number], number>;

async function measureRates(bench: Bench, stage: Stage, all: Contestants): Promise<void> {
  const count = bench.sizes.bulkAccepted;
  const rounds: Took[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + bench.sizes.bulkRounds; round++) {
    const took = await runRound(stage, all, { count, round });
    if (round >= WARM_UP_ROUNDS) rounds.push(took);
  }
  const rate = (of: keyof Took) => median(rounds.map((took) => count / (took[of] / 1_000)));
  const share = (of: keyof Took) => median(rounds.map((took) => took[of] / took.postMs));
  bench.note({ name: 'bulk_accept.rate', value: rate('postMs'), unit: '1/s' });
  bench.note({ name: 'bulk_rows.rate', value: rate('rowsMs'), unit: '1/s' });
  bench.note({ name: 'bulk_jobs.rate', value: rate('jobsMs'), unit: '1/s' });
  const ratio = { unit: 'ratio', aim: AIM };
  bench.note({ name: 'bulk_accept.rate / bulk_rows.rate', value: share('rowsMs'), ...ratio });
  bench.note({ name: 'bulk_accept.rate / bulk_jobs.rate', value: share('jobsMs'), ...ratio });
}

/** Who comes first changes: what one leaves to be written is written while the next one works. */
async function runRound(
  stage: Stage,
  { place, boss }: Contestants,
  { count, round }: { count: number; round: number },
): Promise<Took> {
  const { sql } = stage.connection;
  const batch = toBatch({ group: 'bulk', count, dueMs: Date.now() + HOUR_MS }, 0);
  const body = JSON.stringify(batch);
  const jobs = batch.items.map((item) => ({
    name: QUEUE,
    data: { ...batch.defaults, ...item },
    startAfter: new Date(Date.now() + HOUR_MS),
  }));
  const { id } = await postBody(place, body, count);
  const rows = await copyBatch(sql, id);
  const work = {
    postMs: () => postBody(place, body, count),
    rowsMs: () => insertRows(sql, rows),
    jobsMs: () => boss.insert(jobs),
  };
  const took: Took = { postMs: 0, rowsMs: 0, jobsMs: 0 };
  for (let turn = 0; turn < turns.length; turn++) {
    const whose = turns[(turn + round) % turns.length] ?? 'postMs';
    took[whose] = await timed(work[whose]);
  }
  return took;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const fromMs = performance.now();
  await work();
  return performance.now() - fromMs;
}

/** How long others wait for an answer of the same process, and how long with no batch beside. */
async function measureReads(
  bench: Bench,
  { connection: { sql } }: Stage,
  place: Contestants['place'],
): Promise<void> {
  // As in life, where tables have grown and are analyzed by themselves.
  await sql`ANALYZE`;
  const [message] = await sql`SELECT id FROM messages LIMIT 1`;
  const path = `/v1/messages/${message?.id}`;
  const { bulkAccepted: count, bulkRounds, besideSeconds } = bench.sizes;
  const body = JSON.stringify(toBatch({ group: 'bulk', count, dueMs: Date.now() + HOUR_MS }, 0));
  const reader = createReader(place.url, place.key, CONNECTIONS_BESIDE);
  try {
    const read = (work: () => Promise<unknown>) => readBeside(reader, path, work);
    const alone = await read(() => sleep(besideSeconds * 1_000));
    const beside = await read(async () => {
      for (let round = 0; round < bulkRounds; round++) await postBody(place, body, count);
    });
    for (const [name, waits] of Object.entries({ alone, beside })) {
      const { p50, p99, max } = summarize(waits);
      bench.note({ name: `bulk_accept.reads_${name}_p50`, value: p50, unit: 'ms' });
      bench.note({ name: `bulk_accept.reads_${name}_p99`, value: p99, unit: 'ms' });
      bench.note({ name: `bulk_accept.reads_${name}_max`, value: max, unit: 'ms' });
    }
  } finally {
    reader.close();
  }
}
