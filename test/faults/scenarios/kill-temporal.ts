import { scheduleCrowd } from '../crowd.ts';
import { runCrowdRound, sendersOf } from '../crowd-round.ts';
import { startEmbedded } from '../embedded.ts';
import { untilPartIsOk } from '../readiness.ts';
import type { Scenario } from '../scenario.ts';

const MESSAGES = 200;
const SPREAD_MS = 8_000;
/** Accepted while it is away, some of them due at once. */
const MORE = 20;
const MORE_SPREAD_MS = 3_000;
/** The supervisor waits longer each time; a start anew makes it quick again. */
const FRESH_EVERY = 4;

/** Temporal dies, and its supervisor starts it again; what is due meanwhile goes out all the same. */
export const killTemporal: Scenario = {
  name: 'd',
  title: 'SIGKILL of Temporal alone',
  rounds: 10,
  async open(scratch) {
    const embedded = await startEmbedded(scratch);
    return {
      async round(random, number) {
        if (number % FRESH_EVERY === 0) {
          await embedded.interrupt();
          await embedded.start();
        }
        return runCrowdRound({
          api: embedded.api,
          random,
          databaseUrl: embedded.databaseUrl,
          count: MESSAGES,
          spreadMs: SPREAD_MS,
          async hurt() {
            const { fromMs } = await embedded.killTemporal();
            const senders = await sendersOf(embedded.api);
            const plan = { count: MORE, leadMs: 0, spreadMs: MORE_SPREAD_MS, senders };
            const { ids } = await scheduleCrowd(embedded.api, random, plan);
            await untilPartIsOk(embedded, 'temporal');
            const toMs = Date.now();
            return { outage: { fromMs, toMs }, ids, notes: [`away for ${toMs - fromMs} ms`] };
          },
        });
      },
      close: async () => void (await embedded.interrupt()),
    };
  },
};
