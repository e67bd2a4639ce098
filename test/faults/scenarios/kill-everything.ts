import { runCrowdRound } from '../crowd-round.ts';
import { startEmbedded } from '../embedded.ts';
import type { Scenario } from '../scenario.ts';

const MESSAGES = 280;
const SPREAD_MS = 10_000;

/** A power cut, as far as software goes: every process at once. */
export const killEverything: Scenario = {
  name: 'a',
  title: 'SIGKILL of node, PostgreSQL and Temporal',
  rounds: 20,
  async open(scratch, share) {
    const embedded = await startEmbedded(scratch);
    return {
      round: (random) =>
        runCrowdRound({
          api: embedded.api,
          random,
          databaseUrl: embedded.databaseUrl,
          count: MESSAGES * share,
          spreadMs: SPREAD_MS * share,
          async hurt() {
            const { fromMs, killedMs } = await embedded.killEverything(random.shuffle);
            await embedded.start();
            const toMs = Date.now();
            const notes = [`up again after ${toMs - fromMs} ms`];
            return { outage: { fromMs, toMs }, unknownUntilMs: killedMs, notes };
          },
        }),
      close: async () => void (await embedded.interrupt()),
    };
  },
};
