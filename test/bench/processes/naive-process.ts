import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { connectTemporal } from '#temporal/connect-temporal';
import { answerAsks, readConfig } from '../harness/child.ts';
import { createClaimAndSend } from './claim-and-send.ts';
import { type Memory, measureMemory } from './memory.ts';
import type { NaiveInput } from './naive-workflow.ts';
import { openBenchCore } from './open-bench-core.ts';
import type { WorkerConfig } from './worker-process.ts';

export type NaiveActivities = { sendMessage(input: NaiveInput): Promise<void> };
export type NaiveAsks = {
  start(input: NaiveInput): Promise<void>;
  memory(input: null): Promise<Memory>;
};

const TASK_QUEUE = 'naive';

/** A worker for the design that one writes first, with the options that one gets by default. */
const config = readConfig<WorkerConfig>();
const core = await openBenchCore(config, 'bench naive');
const { providerUrl } = config;
const activities: NaiveActivities = {
  sendMessage: createClaimAndSend(core, { providerUrl, outcomes: 'each' }),
};
const connection = await NativeConnection.connect({ address: config.temporalAddress });
const worker = await Worker.create({
  connection,
  taskQueue: TASK_QUEUE,
  workflowsPath: fileURLToPath(new URL('./naive-workflow.ts', import.meta.url)),
  activities,
});
const running = worker.run();
const client = connectTemporal(core.temporal);

answerAsks<NaiveAsks>(
  {
    async start(input) {
      const options = { workflowId: input.messageId, taskQueue: TASK_QUEUE, args: [input] };
      await client.workflow.start('naiveMessage', options);
    },
    memory: measureMemory,
  },
  async () => {
    worker.shutdown();
    await running;
    await client.connection.close();
    await connection.close();
    await core.close();
  },
);
