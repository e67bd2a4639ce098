import type { Aim, Bench } from './bench.ts';
import { BESIDE_AHEAD_MS, countOf, goOnBeside, type Others, type Posted } from './go-on-beside.ts';
import { type Call, callsOf } from './ledger.ts';
import { noteOnce } from './note-calls.ts';
import { noteDrain } from './note-drain.ts';
import type { Stage } from './stage.ts';
import { summarize } from './statistics.ts';
import { untilCalled } from './until-called.ts';

export interface Beside {
  /** How the figures' names begin. */
  name: string;
  others: Others;
  /** Messages of each batch, and how many batches, one after the other. */
  count: number;
  rounds: number;
  /** How long the others go on: alone for all rounds, beside each batch from its instant on. */
  forMs: number;
  /** Accepts a batch that is due then, its texts of group `batch`. */
  accept(batch: { group: string; count: number; dueMs: number }): Promise<unknown>;
  aims: { single?: Aim; more?: Aim; posts?: Aim };
}

interface Seen {
  other: Call[];
  same: Call[];
  posts: Posted[];
}

const READY_MS = 2_000;
/** Batches are accepted faster than that. */
const ACCEPTED_PER_SECOND = 500;
const GIVE_UP_MS = 600_000;

/** How others fare while a batch drains, against how they do alone, in the same run. */
export async function measureBeside(bench: Bench, stage: Stage, beside: Beside): Promise<void> {
  const { name, rounds } = beside;
  const alone = await seeAlone(bench, stage, beside);
  const seen: Seen[] = [];
  for (let round = 0; round < rounds; round++) {
    seen.push(await seeRound(bench, stage, { ...beside, name: `${name}_${round + 1}` }));
  }
  const together: Seen = {
    other: seen.flatMap(({ other }) => other),
    same: seen.flatMap(({ same }) => same),
    posts: seen.flatMap(({ posts }) => posts),
  };
  noteSeen(bench, { name, alone, together, aims: beside.aims });
}

async function seeAlone(bench: Bench, stage: Stage, beside: Beside): Promise<Seen> {
  const span = {
    fromMs: Date.now() + BESIDE_AHEAD_MS,
    forMs: beside.forMs * beside.rounds,
    perSecond: bench.sizes.besidePerSecond,
  };
  const posts = await goOnBeside(beside.others, span);
  await untilCalled(stage, 2 * countOf(span), GIVE_UP_MS);
  const entries = await stage.provider.ask('take', null);
  return { other: callsOf(entries, 'other'), same: callsOf(entries, 'same'), posts };
}

/** Of the others only those count that are due, or posted, while the batch drains. */
async function seeRound(
  bench: Bench,
  stage: Stage,
  { name, others, count, forMs, accept }: Beside,
): Promise<Seen> {
  const aheadMs = BESIDE_AHEAD_MS + READY_MS + (count / ACCEPTED_PER_SECOND) * 1_000;
  const dueMs = Math.ceil((Date.now() + aheadMs) / 1_000) * 1_000;
  const span = { fromMs: dueMs, forMs, perSecond: bench.sizes.besidePerSecond };
  const accepted = accept({ group: 'batch', count, dueMs }).then(() => {
    if (Date.now() > dueMs) bench.log(`${name}: not accepted before its instant`);
  });
  const [posts] = await Promise.all([goOnBeside(others, span), accepted]);
  await untilCalled(stage, count + 2 * countOf(span), GIVE_UP_MS);
  const entries = await stage.provider.ask('take', null);
  const lastMs = noteDrain(bench, entries, { name, group: 'batch', count, fromMs: dueMs });
  const [other, same] = [callsOf(entries, 'other'), callsOf(entries, 'same')];
  noteOnce(bench, other, { name: `${name}.other`, count: countOf(span) });
  noteOnce(bench, same, { name: `${name}.same`, count: countOf(span) });
  return {
    other: other.filter((call) => call.dueMs <= lastMs),
    same: same.filter((call) => call.dueMs <= lastMs),
    posts: posts.filter(({ atMs }) => atMs <= lastMs),
  };
}

interface Compared extends Pick<Beside, 'name' | 'aims'> {
  alone: Seen;
  together: Seen;
}

function noteSeen(bench: Bench, { name, alone, together, aims }: Compared): void {
  for (const kind of ['other', 'same'] as const) {
    const own = summarize(alone[kind].map(({ latenessMs }) => latenessMs));
    const beside = summarize(together[kind].map(({ latenessMs }) => latenessMs));
    const note = noterOf(bench, `${name}.${kind}`);
    note({ name: 'alone_p50', value: own.p50 });
    note({ name: 'alone_p99', value: own.p99 });
    note({ name: 'beside_p50', value: beside.p50 });
    note({ name: 'beside_p99', value: beside.p99 }, aims.single);
    note({ name: 'more_p99', value: beside.p99 - own.p99 }, aims.more);
    note({ name: 'beside_count', value: beside.count, unit: 'messages' });
  }
  const own = summarize(alone.posts.map(({ tookMs }) => tookMs));
  const beside = summarize(together.posts.map(({ tookMs }) => tookMs));
  const note = noterOf(bench, `${name}.posts`);
  note({ name: 'alone_p50', value: own.p50 });
  note({ name: 'alone_p99', value: own.p99 });
  note({ name: 'beside_p50', value: beside.p50 });
  note({ name: 'beside_p99', value: beside.p99 });
  note({ name: 'beside_p99 / alone_p99', value: beside.p99 / own.p99, unit: 'ratio' }, aims.posts);
  note({ name: 'beside_count', value: beside.count, unit: 'requests' });
}

function noterOf({ note }: Bench, prefix: string) {
  return (figure: { name: string; value: number; unit?: string }, aim?: Aim) =>
    note({
      unit: 'ms',
      ...figure,
      name: `${prefix}_${figure.name}`,
      ...(aim === undefined ? {} : { aim }),
    });
}
