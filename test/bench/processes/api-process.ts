import { startApi } from '#runtime/start-api';
import { answerAsks, readConfig } from '../harness/child.ts';
import { measureMemory, watchPeak } from './memory.ts';
import { openBenchCore, type Place } from './open-bench-core.ts';

interface ApiConfig extends Place {
  /** What receipts are checked with, where they are measured. */
  twilioToken?: string;
  publicUrl?: string;
  sendgridKey?: string;
}

export type ApiAsks = {
  url(input: null): Promise<string>;
  /** The most memory in MB that it held since it was asked for, after a collection of garbage. */
  peak(input: null): Promise<number>;
};

/** Punctual's API, as `punctual api` composes it. */
const config = readConfig<ApiConfig>();
const core = await openBenchCore(config, 'bench api');
const { twilioToken: authToken, publicUrl, sendgridKey: publicKey } = config;
const api = await startApi(core, {
  host: '127.0.0.1',
  port: 0,
  version: 'bench',
  receipts: {
    ...(authToken && publicUrl ? { twilio: { authToken, publicUrl } } : {}),
    ...(publicKey ? { sendgrid: { publicKey } } : {}),
  },
});
api.started();
const readPeak = watchPeak();

async function peak(): Promise<number> {
  const peakMb = readPeak();
  await measureMemory();
  readPeak();
  return peakMb;
}

answerAsks<ApiAsks>({ url: async () => api.url, peak }, async () => {
  await api.stop();
  await core.close();
});
