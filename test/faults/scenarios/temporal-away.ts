import { scheduleCrowd, untilMoment } from '../crowd.ts';
import { judgeRound, sendersOf } from '../crowd-round.ts';
import { signalProcess } from '../processes.ts';
import type { Random } from '../random.ts';
import type { Scenario } from '../scenario.ts';
import { type Separate, startSeparate } from '../separate.ts';

const MESSAGES = 100;
const LEAD_MS = 1_000;
const SPREAD_MS = 12_000;
/** Half of them are due while it is away, half after. */
const AWAY_MS = 8_000;

/** Temporal is away, stopped or frozen in turn, while messages are accepted. */
export const temporalAway: Scenario = {
  name: 'f',
  title: 'Temporal away while 100 messages are accepted',
  rounds: 4,
  async open(scratch) {
    const separate = await startSeparate(scratch);
    await separate.startWorker();
    return {
      round: (random, number) => runRound(separate, random, number % 2 === 0),
      close: () => separate.stop(),
    };
  },
};

async function runRound(separate: Separate, random: Random, isFrozen: boolean) {
  const { api, databaseUrl } = separate;
  const senders = await sendersOf(api);
  const pid = separate.temporalPid();
  if (isFrozen) signalProcess(pid, 'SIGSTOP');
  else await separate.stopTemporal();
  const fromMs = Date.now();
  const plan = { count: MESSAGES, leadMs: LEAD_MS, spreadMs: SPREAD_MS, senders };
  const { ids } = await scheduleCrowd(api, random, plan);
  const acceptedMs = Date.now() - fromMs;
  await untilMoment(fromMs + AWAY_MS);
  if (isFrozen) signalProcess(pid, 'SIGCONT');
  else await separate.startTemporalAgain();
  const notes = [`${isFrozen ? 'frozen' : 'stopped'}; all accepted within ${acceptedMs} ms`];
  return judgeRound(api, databaseUrl, ids, { outage: { fromMs, toMs: Date.now() }, notes });
}
