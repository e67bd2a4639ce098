import { runCrowdRound } from '../crowd-round.ts';
import { startEmbedded } from '../embedded.ts';
import { findPostgresPids, findTemporalPid } from '../processes.ts';
import type { Scenario } from '../scenario.ts';

const MESSAGES = 200;
const SPREAD_MS = 8_000;

/** Ctrl-C while messages are being sent: those are finished, the others wait for the next start. */
export const interrupt: Scenario = {
  name: 'g',
  title: 'Ctrl-C in the midst of sending',
  rounds: 4,
  async open(scratch) {
    const embedded = await startEmbedded(scratch);
    const findLeft = async () => [
      ...(await findPostgresPids(embedded.dataDir)),
      ...[(await findTemporalPid(embedded.dataDir)) ?? []].flat(),
    ];
    return {
      round: (random) =>
        runCrowdRound({
          api: embedded.api,
          random,
          databaseUrl: embedded.databaseUrl,
          count: MESSAGES,
          spreadMs: SPREAD_MS,
          async hurt() {
            const fromMs = Date.now();
            const code = await embedded.interrupt();
            const notes = [`stopped after ${Date.now() - fromMs} ms`];
            const left = await findLeft();
            const complaints = [
              ...(code === 0 ? [] : [`it ended with ${code}: ${embedded.program().output.at(-1)}`]),
              ...(left.length === 0 ? [] : [`it left the processes ${left.join(', ')} behind`]),
            ];
            await embedded.start();
            return { outage: { fromMs, toMs: Date.now() }, complaints, notes };
          },
        }),
      close: async () => void (await embedded.interrupt()),
    };
  },
};
