import { startApi } from '#runtime/start-api';
import { answerAsks, readConfig } from '../harness/child.ts';
import { openBenchCore, type Place } from './open-bench-core.ts';

export type ApiAsks = {
  url(input: null): Promise<string>;
};

/** Punctual's API, as `punctual api` composes it. */
const core = await openBenchCore(readConfig<Place>(), 'bench api');
const api = await startApi(core, { host: '127.0.0.1', port: 0, version: 'bench' });
api.started();

answerAsks<ApiAsks>({ url: async () => api.url }, async () => {
  await api.stop();
  await core.close();
});
