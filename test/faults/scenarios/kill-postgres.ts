import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '#local/wait-until';
import type { Answer } from '../api-client.ts';
import { runCrowdRound, sendersOf } from '../crowd-round.ts';
import { type Embedded, startEmbedded } from '../embedded.ts';
import { findWrongKeys, type KeyedPost, postUntilAccepted, toKeyedPost } from '../poster.ts';
import type { Random } from '../random.ts';
import { untilPartIsOk } from '../readiness.ts';
import type { Scenario } from '../scenario.ts';

const MESSAGES = 200;
const SPREAD_MS = 8_000;
/** See kill-temporal. */
const FRESH_EVERY = 4;
const CALLERS = 8;
const PAUSE_MS = 100;
const POST_LEAD_MS = 2_000;

/** PostgreSQL dies under everything, while callers go on to call. */
export const killPostgres: Scenario = {
  name: 'e',
  title: 'SIGKILL of PostgreSQL alone, with callers',
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
          hurt: () => killUnderCallers(embedded, random),
        });
      },
      close: async () => void (await embedded.interrupt()),
    };
  },
};

async function killUnderCallers(embedded: Embedded, random: Random) {
  const senders = await sendersOf(embedded.api);
  const callers = startCallers(embedded, () =>
    toKeyedPost(random, senders, Date.now() + POST_LEAD_MS),
  );
  await waitUntil(() => (callers.log.counts[201] ?? 0) >= CALLERS, {
    timeoutMs: 60_000,
    what: 'POSTs',
  });
  const { fromMs } = await embedded.killPostgres();
  await untilPartIsOk(embedded, 'database').finally(() => callers.stop());
  const toMs = Date.now();
  const { posts, ids } = await callers.stop();
  const { log } = callers;
  const complaints = [...log.complaints];
  if (ids.includes(null)) complaints.push('a POST was never accepted');
  complaints.push(...(await findWrongKeys(await embedded.databaseUrl(), posts)));
  return {
    outage: { fromMs, toMs },
    unknownUntilMs: toMs,
    ids: ids.filter((id) => id !== null),
    complaints,
    notes: [
      `away for ${toMs - fromMs} ms; POSTs answered ${JSON.stringify(log.counts)}, ` +
        `the slowest after ${log.slowestMs} ms`,
    ],
  };
}

/** So many at once, each with one POST after another: no more than a slow machine can answer. */
function startCallers(embedded: Embedded, nextPost: () => KeyedPost) {
  const stopping = new AbortController();
  const posts: KeyedPost[] = [];
  const ids: (string | null)[] = [];
  const log = createAnswerLog();
  const call = async () => {
    while (!stopping.signal.aborted) {
      const post = nextPost();
      posts.push(post);
      ids.push(await postUntilAccepted(embedded.api, post, log.note));
      await sleep(PAUSE_MS);
    }
  };
  const calling = Array.from({ length: CALLERS }, call);
  return {
    log,
    async stop() {
      stopping.abort();
      await Promise.all(calling);
      return { posts, ids };
    },
  };
}

/** Without the database there is one answer: 503, and when to come back. */
function createAnswerLog() {
  const log = {
    counts: {} as Record<number, number>,
    complaints: [] as string[],
    slowestMs: 0,
    note({ status, headers, body }: Answer, tookMs: number) {
      log.counts[status] = (log.counts[status] ?? 0) + 1;
      log.slowestMs = Math.max(log.slowestMs, tookMs);
      const isRight =
        status === 201 ||
        (status === 503 && headers.has('Retry-After')) ||
        // A caller's first try may still be under way on a connection that died with the server.
        (status === 409 && body.code === 'idempotency_in_flight');
      if (!isRight) log.complaints.push(`a POST was answered ${status} ${String(body.code)}`);
    },
  };
  return log;
}
