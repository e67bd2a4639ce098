import { runCrowdRound } from '../crowd-round.ts';
import { startEmbedded } from '../embedded.ts';
import { findPostgresPids, findTemporalPid } from '../processes.ts';
import type { Scenario } from '../scenario.ts';

const MESSAGES = 220;
const SPREAD_MS = 8_000;

/** The process dies, its servers live on, and the next start has to find and use them. */
export const killNode: Scenario = {
  name: 'b',
  title: 'SIGKILL of the node process alone',
  rounds: 10,
  async open(scratch, share) {
    const embedded = await startEmbedded(scratch);
    const findServers = async () =>
      `${(await findPostgresPids(embedded.dataDir))[0]}, ${await findTemporalPid(embedded.dataDir)}`;
    return {
      round: (random) =>
        runCrowdRound({
          api: embedded.api,
          random,
          databaseUrl: embedded.databaseUrl,
          count: MESSAGES * share,
          spreadMs: SPREAD_MS * share,
          async hurt() {
            const before = await findServers();
            const { fromMs, killedMs } = await embedded.killNode();
            await embedded.start();
            const after = await findServers();
            const complaints =
              before === after ? [] : [`servers ${before} were not reused, now ${after}`];
            const toMs = Date.now();
            const notes = [`up again after ${toMs - fromMs} ms`];
            return { outage: { fromMs, toMs }, unknownUntilMs: killedMs, complaints, notes };
          },
        }),
      close: async () => void (await embedded.interrupt()),
    };
  },
};
