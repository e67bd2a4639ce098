import PgBoss from 'pg-boss';
import { createSendSlots } from '#activities/send-slots';
import { answerAsks, readConfig } from '../harness/child.ts';
import { type ClaimAndSend, createClaimAndSend } from './claim-and-send.ts';
import { openBenchCore } from './open-bench-core.ts';
import type { WorkerConfig } from './worker-process.ts';

export interface PgBossJob {
  messageId: string;
  version: number;
}
export type PgBossAsks = {
  add(input: { jobs: PgBossJob[]; dueAtMs: number }): Promise<void>;
};

/**
 * For throughput, as its documentation has it: it asks at most twice a second, so several workers
 * ask for many jobs at a time; of those as many are in flight as Punctual has.
 */
const PG_BOSS_SETTINGS = { workers: 4, batchSize: 250, pollingIntervalSeconds: 0.5, inFlight: 60 };
const QUEUE = 'send';
const POOL_SIZE = 20;

/** pg-boss with the same claim, the same call and the same outcome as Punctual's. */
const config = readConfig<WorkerConfig & ClaimAndSend>();
const core = await openBenchCore(config, 'bench pg-boss');
const claimAndSend = createClaimAndSend(core, config);
const { workers, batchSize, pollingIntervalSeconds, inFlight } = PG_BOSS_SETTINGS;
const slots = createSendSlots(inFlight);
const boss = new PgBoss({ connectionString: config.databaseUrl, max: POOL_SIZE });
boss.on('error', (error) => core.log.warn({ err: error }, 'pg-boss'));
await boss.start();
await boss.createQueue(QUEUE);
for (let worker = 0; worker < workers; worker++) {
  await boss.work<PgBossJob>(QUEUE, { batchSize, pollingIntervalSeconds }, async (jobs) => {
    // One that fails would have all of them tried again, which were sent.
    await Promise.allSettled(jobs.map(({ data }) => sendInTurn(data)));
  });
}

answerAsks<PgBossAsks>(
  {
    async add({ jobs, dueAtMs }) {
      const startAfter = new Date(dueAtMs);
      await boss.insert(jobs.map((data) => ({ name: QUEUE, data, startAfter })));
    },
  },
  async () => {
    await boss.stop();
    await core.close();
  },
);

async function sendInTurn(job: PgBossJob): Promise<void> {
  const giveBack = await slots.take();
  await claimAndSend(job).finally(giveBack);
}
