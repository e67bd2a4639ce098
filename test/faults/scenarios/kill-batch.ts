import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '#local/wait-until';
import { type Answered, countClaims, insist, readBatch } from '../batch-client.ts';
import { buildBody } from '../crowd.ts';
import { sendersOf } from '../crowd-round.ts';
import { type Embedded, startEmbedded } from '../embedded.ts';
import { type Figures, judge } from '../judge.ts';
import { type Kill, killPart } from '../kill-part.ts';
import type { Random } from '../random.ts';
import type { Scenario } from '../scenario.ts';
import { readFates, untilSettled } from '../truth.ts';

const MESSAGES = 2_000;
/** Due at times of their own: each gets a workflow. */
const ALONE = 15;
const ALONE_AFTER_MS = [20_000, 28_000] as const;
/** So much of it was sent when it is changed. */
const SENT_BEFORE = [0.05, 0.5] as const;
const PAUSED_FOR_MS = [1_000, 4_000] as const;
const DONE_WITHIN_MS = 60_000;
const COMPARED_AT_MOST = 5;
/** See kill-temporal. */
const FRESH_EVERY = 4;

/** A batch is paused, resumed or canceled while a part of the installation dies. */
export const killBatch: Scenario = {
  name: 'n',
  title: 'SIGKILL while a batch is paused, resumed or canceled',
  rounds: 20,
  async open(scratch, share) {
    const embedded = await startEmbedded(scratch);
    return {
      async round(random, number) {
        if (number % FRESH_EVERY === 0) {
          await embedded.interrupt();
          await embedded.start();
        }
        const count = Math.round(MESSAGES * share);
        return runRound({ embedded, random, count, killAt: killsAt[number % killsAt.length] });
      },
      close: async () => void (await embedded.interrupt()),
    };
  },
};

const killsAt = ['pause', 'cancel', 'resume'] as const;

interface Round {
  embedded: Embedded;
  random: Random;
  count: number;
  killAt: (typeof killsAt)[number] | undefined;
}

async function runRound(round: Round): Promise<Figures> {
  const { embedded, random, killAt } = round;
  const { api } = embedded;
  const batchId = await post(round);
  const path = (verb: string) => `/v1/batches/${batchId}/${verb}`;
  await untilSent(embedded, batchId, round.count * random.between(...SENT_BEFORE));
  const whileKilling = (verb: string) =>
    Promise.all([insist(api, path(verb)), killPart(embedded, random)]);

  if (killAt === 'cancel') {
    const [canceled, kill] = await whileKilling('cancel');
    const complaints = await checkStopped(embedded, batchId, canceled, Number.POSITIVE_INFINITY);
    return judgeBatch(round, { batchId, kill, complaints });
  }
  const first =
    killAt === 'pause' ? await whileKilling('pause') : [await insist(api, path('pause'))];
  const paused = first[0] as Answered;
  await sleep(random.between(...PAUSED_FOR_MS));
  const askedMs = Date.now();
  const last =
    killAt === 'resume' ? await whileKilling('resume') : [await insist(api, path('resume'))];
  const complaints = await checkStopped(embedded, batchId, paused, askedMs);
  const kill = (first[1] ?? last[1]) as Kill;
  return judgeBatch(round, { batchId, kill, complaints });
}

async function post({ embedded, random, count }: Round): Promise<string> {
  const [fast, slow] = await sendersOf(embedded.api);
  const body = (from: string, sendAt?: string) => {
    const { sendAt: _, ...fields } = buildBody(random, [from], Date.now());
    return { ...fields, ...(sendAt === undefined ? {} : { sendAt }) };
  };
  const toTime = () => new Date(Date.now() + random.between(...ALONE_AFTER_MS)).toISOString();
  const items = Array.from({ length: count }, (_, at) => {
    if (at < ALONE) return body(fast, toTime());
    return body(at % 10 === 0 ? (slow ?? fast) : fast);
  });
  const answer = await insist(embedded.api, '/v1/batches', { items });
  return String(answer.body.id);
}

async function untilSent({ api }: Embedded, batchId: string, count: number): Promise<void> {
  const isSent = async () => {
    const { body } = await api.get(`/v1/batches/${batchId}`);
    return ((body.counts as Record<string, number>)?.sent ?? 0) >= count;
  };
  await waitUntil(isSent, { timeoutMs: DONE_WITHIN_MS, everyMs: 20, what: 'some to be sent' });
}

/** From the answer on nothing may be claimed, and its counts must be those of then. */
async function checkStopped(
  embedded: Embedded,
  batchId: string,
  { answeredMs, counts }: Answered,
  untilMs: number,
): Promise<string[]> {
  if (!Number.isFinite(untilMs)) await sleep(PAUSED_FOR_MS[0]);
  const url = await embedded.databaseUrl();
  const beforeMs = Math.min(untilMs, Date.now());
  const after = await countClaims(url, batchId, { afterMs: answeredMs, beforeMs });
  const before = await countClaims(url, batchId, { afterMs: 0, beforeMs: answeredMs });
  const stopped = (counts.scheduled ?? 0) + (counts.canceled ?? 0);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return [
    ...(after > 0 ? [`${after} were claimed after the batch was stopped`] : []),
    ...(before === total - stopped
      ? []
      : [`${before} were claimed before, and the answer says ${total - stopped}`]),
  ];
}

async function judgeBatch(
  { embedded }: Round,
  { batchId, kill, complaints }: { batchId: string; kill: Kill; complaints: string[] },
): Promise<Figures> {
  const url = await embedded.databaseUrl();
  const all = (await readBatch(url, batchId)).map(({ id }) => id);
  await untilSettled(url, all);
  const isUnknown = (await readBatch(url, batchId)).some(({ status }) => status === 'unknown');
  // What is unknown is asked about for a day.
  if (!isUnknown) await untilCompleted(embedded, batchId);
  const rows = await readBatch(url, batchId);
  const { body, wrong } = await compareCounts(embedded, batchId);
  const canceled = rows.filter(({ status }) => status === 'canceled').map(({ id }) => id);
  const kept = rows.filter(({ status }) => status !== 'canceled').map(({ id }) => id);
  const sent = (await readFates(url, canceled)).filter((fate) => fate.deliveries > 0);
  const figures = judge({ ids: kept, fates: await readFates(url, kept), outage: kill, ...kill });
  const odd = [
    ...complaints,
    ...(sent.length > 0 ? [`${sent.length} that were canceled were sent`] : []),
    ...wrong,
    ...(isUnknown || body.completedAt ? [] : ['the batch is not completed']),
  ];
  figures.odd += odd.length;
  figures.complaints.push(...odd.map((line) => `odd: ${line}`));
  const notes = `${kill.what} away for ${kill.toMs - kill.fromMs} ms; ${canceled.length} canceled`;
  figures.notes.push(notes);
  return figures;
}

async function untilCompleted({ api }: Embedded, batchId: string): Promise<void> {
  const isCompleted = async () =>
    Boolean((await api.get(`/v1/batches/${batchId}`)).body.completedAt);
  const options = { timeoutMs: DONE_WITHIN_MS, everyMs: 250, what: 'the batch to be completed' };
  // One that is not by then counts as odd.
  await waitUntil(isCompleted, options).catch(() => {});
}

/** What is unknown is still looked up: rows that change between two looks are looked at again. */
async function compareCounts({ api, databaseUrl }: Embedded, batchId: string) {
  for (let tries = 1; ; tries += 1) {
    const { body } = await api.get(`/v1/batches/${batchId}`);
    const counts = (body.counts ?? {}) as Record<string, number>;
    const rows = await readBatch(await databaseUrl(), batchId);
    const wrong = Object.entries(counts).flatMap(([status, count]) => {
      const real = rows.filter((row) => row.status === status).length;
      return real === count ? [] : [`${real} are ${status}, the batch says ${count}`];
    });
    if (wrong.length === 0 || tries === COMPARED_AT_MOST) return { body, wrong };
  }
}
