import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, ApiClient } from './api-client.ts';
import type { Random } from './random.ts';

/** Messages that were accepted, and when the first and the last of them are due. */
export interface Crowd {
  ids: string[];
  firstDueMs: number;
  lastDueMs: number;
}

export interface CrowdPlan {
  count: number;
  /** From now to the first due time. */
  leadMs: number;
  /** From the first due time to the last. */
  spreadMs: number;
  senders: Senders;
}

/** Sinks that answer at once, and so late that several messages are on their way at any time. */
export type Senders = readonly [string, ...string[]];

const ANSWER_AFTER_MS = [0, 400, 1_500];
const AT_ONCE = 20;

/** Makes the senders that a crowd goes out through. */
export async function createSenders(api: ApiClient): Promise<Senders> {
  const [first = '', ...others] = await inParallel(ANSWER_AFTER_MS, (ms) => createSender(api, ms));
  return [first, ...others];
}

/** Schedules a crowd. @throws when one of them is not accepted. */
export async function scheduleCrowd(
  api: ApiClient,
  random: Random,
  plan: CrowdPlan,
): Promise<Crowd> {
  const firstDueMs = Date.now() + plan.leadMs;
  const bodies = Array.from({ length: plan.count }, () =>
    buildBody(random, plan.senders, firstDueMs + random.between(0, plan.spreadMs)),
  );
  const answers = await inParallel(bodies, (body) => api.post('/v1/messages', body));
  return { ids: answers.map(acceptedId), firstDueMs, lastDueMs: firstDueMs + plan.spreadMs };
}

/** The body of one message that is due at this instant. */
export function buildBody(random: Random, senders: Senders, dueMs: number) {
  const sendAt = new Date(Math.round(dueMs)).toISOString();
  return {
    channel: 'sms',
    to: '+12125550123',
    from: random.pick(senders),
    text: 'A message of the fault campaign',
    sendAt,
  };
}

/** The id in a 201. @throws for any other answer. */
export function acceptedId(answer: Answer): string {
  if (answer.status === 201) return String(answer.body.id);
  throw new Error(`a message was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

/** Works on all of these, some at once, and keeps their order. */
export async function inParallel<From, To>(
  all: readonly From[],
  work: (one: From) => Promise<To>,
): Promise<To[]> {
  const results: To[] = [];
  const queue = all.entries();
  const lane = async () => {
    for (const [index, one] of queue) results[index] = await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}

/** Waits for a planned moment, which may be past. */
export async function untilMoment(atMs: number): Promise<void> {
  await sleep(Math.max(0, atMs - Date.now()));
}

async function createSender(api: ApiClient, answerAfterMs: number): Promise<string> {
  const fault = { kind: 'slow', ms: answerAfterMs };
  const answer = await api.post('/v1/senders', {
    channel: 'sms',
    provider: 'sink',
    address: `+1415${randomInt(2_000_000, 9_999_999)}`,
    name: `Answers after ${answerAfterMs} ms`,
    ...(answerAfterMs > 0 ? { settings: { fault } } : {}),
  });
  return acceptedId(answer);
}
