import { waitUntil } from '#local/wait-until';
import { inParallel } from '../crowd.ts';
import { judgeRound, sendersOf } from '../crowd-round.ts';
import { type Embedded, startEmbedded } from '../embedded.ts';
import { findWrongKeys, postAll, toKeyedPost } from '../poster.ts';
import type { Random } from '../random.ts';
import type { Scenario } from '../scenario.ts';

const POSTS = 150;
/** Long enough for a restart: a time that is past by more than a minute would be refused. */
const DUE_AFTER_MS = [8_000, 25_000] as const;
/** So many are answered at the kill; some are on their way then, some are not sent yet. */
const ANSWERED = [1, 110] as const;
const ANSWERED_WITHIN_MS = 30_000;

/** Callers whose requests meet a kill make them again: each key is one message. */
export const racePosts: Scenario = {
  name: 'h',
  title: 'POSTs with Idempotency-Key race a SIGKILL',
  rounds: 6,
  async open(scratch) {
    const embedded = await startEmbedded(scratch);
    return {
      round: (random) => runRound(embedded, random),
      close: async () => void (await embedded.interrupt()),
    };
  },
};

async function runRound(embedded: Embedded, random: Random) {
  const { api } = embedded;
  const senders = await sendersOf(api);
  const startMs = Date.now();
  const posts = Array.from({ length: POSTS }, () =>
    toKeyedPost(random, senders, startMs + random.between(...DUE_AFTER_MS)),
  );
  const kill = random.pick([embedded.killNode, () => embedded.killEverything(random.shuffle)]);
  let answered = 0;
  const racing = inParallel(posts, async ({ key, body }) => {
    const answer = await api.post('/v1/messages', body, key);
    answered += 1;
    return answer;
  });
  const enough = random.between(...ANSWERED);
  const options = { timeoutMs: ANSWERED_WITHIN_MS, what: 'the first answers', everyMs: 1 };
  await waitUntil(() => answered >= enough, options);
  const { fromMs, killedMs } = await kill();
  const first = await racing;
  await embedded.start();
  const toMs = Date.now();

  const ids = await postAll(api, posts);
  const databaseUrl = await embedded.databaseUrl();
  const complaints = await findWrongKeys(databaseUrl, posts);
  for (const [index, answer] of first.entries()) {
    if (answer.status === 201 && answer.body.id !== ids[index]) {
      complaints.push(`a POST was answered ${answer.body.id}, and then ${ids[index]}`);
    }
  }
  const accepted = first.filter(({ status }) => status === 201).length;
  return judgeRound(api, databaseUrl, ids.map(String), {
    outage: { fromMs, toMs },
    unknownUntilMs: killedMs,
    complaints,
    notes: [`${accepted} were accepted before the kill`],
  });
}
