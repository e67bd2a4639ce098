import type { ApiClient } from './api-client.ts';
import { type Crowd, createSenders, type Senders, scheduleCrowd, untilMoment } from './crowd.ts';
import { type Figures, judge, type Outage } from './judge.ts';
import type { Random } from './random.ts';
import { findDisagreements, readFates, readStory, untilSending, untilSettled } from './truth.ts';

/** What a round with a crowd of messages needs. */
export interface CrowdRound {
  api: ApiClient;
  random: Random;
  databaseUrl(): Promise<string>;
  count: number;
  spreadMs: number;
  /** Hurts it, and resolves once it works again. */
  hurt(crowd: Crowd): Promise<Hurt>;
}

export interface Hurt {
  outage: Outage;
  /** See {@link judge}; left out: nothing may end as `unknown`. */
  unknownUntilMs?: number;
  /** Messages that were accepted meanwhile. */
  ids?: string[];
  complaints?: string[];
  notes?: string[];
}

// All of them are accepted before the first is due, on a busy machine too.
const LEAST_LEAD_MS = 3_000;
const FIRST_LEAD_MS_EACH = 30;
const FEW_COMPLAINTS = 5;
// From the first due time to the kill: most are pending then, and some are being sent.
const KILL_AFTER_MS = [300, 2_500] as const;

/** How long the last crowd took to be accepted. */
const acceptMs = new WeakMap<ApiClient, number>();
const senders = new WeakMap<ApiClient, Promise<Senders>>();

/** The senders of an installation, made at the first call. */
export function sendersOf(api: ApiClient): Promise<Senders> {
  const known = senders.get(api) ?? createSenders(api);
  senders.set(api, known);
  return known;
}

/** Schedules a crowd, hurts the installation in the midst of it, and judges what became of it. */
export async function runCrowdRound(round: CrowdRound): Promise<Figures> {
  const { api, random, count, spreadMs } = round;
  const leadMs = LEAST_LEAD_MS + 1.5 * (acceptMs.get(api) ?? count * FIRST_LEAD_MS_EACH);
  const plan = { count, leadMs, spreadMs, senders: await sendersOf(api) };
  const beforeMs = Date.now();
  const crowd = await scheduleCrowd(api, random, plan);
  acceptMs.set(api, Date.now() - beforeMs);
  const from = Math.max(crowd.firstDueMs, Date.now());
  await untilMoment(from + random.between(...KILL_AFTER_MS));
  await untilSending(await round.databaseUrl(), crowd.ids);
  const hurt = await round.hurt(crowd);
  return judgeRound(api, await round.databaseUrl(), [...crowd.ids, ...(hurt.ids ?? [])], hurt);
}

/** Waits until these messages are settled, and judges them. */
export async function judgeRound(
  api: ApiClient,
  databaseUrl: string,
  ids: readonly string[],
  hurt: Hurt,
): Promise<Figures> {
  await untilSettled(databaseUrl, ids);
  const fates = await readFates(databaseUrl, ids);
  const figures = judge({ ...hurt, ids, fates });
  const disagreements = await findDisagreements(api, fates);
  const others = [...disagreements, ...(hurt.complaints ?? [])];
  figures.odd += others.length;
  figures.complaints = await tellStories(databaseUrl, figures.complaints);
  figures.complaints.push(...others.map((line) => `odd: ${line}`));
  figures.notes.push(...(hurt.notes ?? []));
  return figures;
}

async function tellStories(databaseUrl: string, complaints: string[]): Promise<string[]> {
  const told = complaints.slice(0, FEW_COMPLAINTS).map(async (line) => {
    const id = /msg_[0-9a-f-]+/.exec(line)?.[0] ?? '';
    return `${line}\n    ${await readStory(databaseUrl, id)}`;
  });
  return [...(await Promise.all(told)), ...complaints.slice(FEW_COMPLAINTS)];
}
