import { Logger, makeWorkerUtils, run, runMigrations } from 'graphile-worker';
import { answerAsks, readConfig } from '../harness/child.ts';
import { type ClaimAndSend, createClaimAndSend } from './claim-and-send.ts';
import { openBenchCore } from './open-bench-core.ts';
import type { WorkerConfig } from './worker-process.ts';

export interface GraphileJob {
  messageId: string;
  version: number;
  dueAtMs: number;
}
export type GraphileAsks = {
  add(input: GraphileJob[]): Promise<void>;
};

/** Those that its guide to performance names, for as many in flight as Punctual has; not tuned further. */
export const GRAPHILE_SETTINGS = {
  concurrentJobs: 60,
  maxPoolSize: 20,
  pollInterval: 50,
  localQueue: { size: 500 },
  completeJobBatchDelay: 1,
};

/** graphile-worker with the same claim, the same call and the same outcome as Punctual's. */
const config = readConfig<WorkerConfig & ClaimAndSend>();
const core = await openBenchCore(config, 'bench graphile');
const claimAndSend = createClaimAndSend(core, config);
const logger = new Logger(() => (level, message) => {
  if (level === 'error') core.log.warn(message);
});
const connectionString = config.databaseUrl;
await runMigrations({ connectionString, logger });
const runner = await run({
  preset: { worker: { ...GRAPHILE_SETTINGS, connectionString } },
  logger,
  noHandleSignals: true,
  taskList: { send: (payload) => claimAndSend(payload as GraphileJob) },
});
const utils = await makeWorkerUtils({ connectionString, logger });

answerAsks<GraphileAsks>(
  {
    async add(jobs) {
      const specs = jobs.map((job) => ({
        identifier: 'send',
        payload: job,
        runAt: new Date(job.dueAtMs),
      }));
      await utils.addJobs(specs);
    },
  },
  async () => {
    await runner.stop();
    await utils.release();
    await core.close();
  },
);
