import { startWorker } from '#runtime/start-worker';
import { answerAsks, readConfig } from '../harness/child.ts';
import { createHttpProvider } from './http-provider.ts';
import { type Memory, measureMemory } from './memory.ts';
import { openBenchCore, type Place } from './open-bench-core.ts';

export interface WorkerConfig extends Place {
  providerUrl: string;
  /** A fake Twilio's, for senders of that provider. */
  twilioUrl?: string;
}

export type WorkerAsks = {
  memory(input: null): Promise<Memory>;
};

/** Punctual's worker, as `punctual worker` composes it, with the fake provider. */
const config = readConfig<WorkerConfig>();
const core = await openBenchCore(config, 'bench worker');
const { twilioUrl } = config;
const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'a token of Twilio' };
const worker = await startWorker(core, {
  vendors: twilioUrl
    ? { twilio: { ...account, baseUrl: twilioUrl, publicUrl: 'https://bench.example.com' } }
    : {},
  providers: { sink: createHttpProvider(config.providerUrl) },
  webhookAllow: ['127.0.0.0/8'],
});
await worker.polling;

answerAsks<WorkerAsks>({ memory: measureMemory }, async () => {
  await worker.stop();
  await core.close();
});
