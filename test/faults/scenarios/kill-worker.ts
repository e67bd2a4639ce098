import { runCrowdRound } from '../crowd-round.ts';
import { killAll } from '../processes.ts';
import type { Program } from '../program.ts';
import type { Scenario } from '../scenario.ts';
import { startSeparate } from '../separate.ts';

const MESSAGES = 220;
const SPREAD_MS = 8_000;
/** What is due so long after the kill counts as due meanwhile, where nobody starts anything. */
const TAKEN_OVER_WITHIN_MS = 6_000;

/** The only worker dies, and another is started. */
export const killWorker = toScenario({
  name: 'c',
  title: 'SIGKILL of the only worker, another is started',
  others: 0,
});

/** One of two workers dies: the other goes on by itself. */
export const killOneOfTwoWorkers = toScenario({
  name: 'i',
  title: 'SIGKILL of one of two workers, none is started',
  others: 1,
});

interface WorkerKill {
  name: string;
  title: string;
  /** Workers that live on. */
  others: number;
}

function toScenario({ name, title, others }: WorkerKill): Scenario {
  return {
    name,
    title,
    rounds: 10,
    async open(scratch, share) {
      const separate = await startSeparate(scratch);
      const workers: Program[] = [];
      const fill = async () => {
        while (workers.length <= others) workers.push(await separate.startWorker());
      };
      return {
        async round(random, number) {
          await fill();
          return runCrowdRound({
            api: separate.api,
            random,
            databaseUrl: async () => separate.databaseUrl,
            count: MESSAGES * share,
            spreadMs: SPREAD_MS * share,
            async hurt() {
              // In turn the oldest, which has most of the work, and the newest.
              const victim = number % 2 === 0 ? workers.pop() : workers.shift();
              const { fromMs, killedMs } = await killAll(victim ? [-victim.pid] : []);
              if (others === 0) await fill();
              const toMs = others === 0 ? Date.now() : fromMs + TAKEN_OVER_WITHIN_MS;
              return { outage: { fromMs, toMs }, unknownUntilMs: killedMs };
            },
          });
        },
        close: () => separate.stop(),
      };
    },
  };
}
