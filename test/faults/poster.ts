import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, ApiClient } from './api-client.ts';
import { buildBody, inParallel, type Senders } from './crowd.ts';
import type { Random } from './random.ts';
import { withDatabase } from './truth.ts';

/** A POST that may be made again: the key makes it one message. */
export interface KeyedPost {
  key: string;
  body: unknown;
}

const TRY_AGAIN_MS = 100;
const GIVE_UP_AFTER_MS = 120_000;

/** A POST of a message that carries its key in its metadata too, where it can be counted. */
export function toKeyedPost(random: Random, senders: Senders, dueMs: number): KeyedPost {
  const key = randomUUID();
  return { key, body: { ...buildBody(random, senders, dueMs), metadata: { key } } };
}

/**
 * Posts until it is accepted, as a careful caller does.
 *
 * @returns the id, or null when it was given up; `onAnswer` sees every answer.
 */
export async function postUntilAccepted(
  api: ApiClient,
  { key, body }: KeyedPost,
  onAnswer: (answer: Answer, tookMs: number) => void = () => {},
): Promise<string | null> {
  const startedMs = Date.now();
  while (Date.now() - startedMs < GIVE_UP_AFTER_MS) {
    const askedMs = Date.now();
    const answer = await api.post('/v1/messages', body, key);
    onAnswer(answer, Date.now() - askedMs);
    if (answer.status === 201) return String(answer.body.id);
    await sleep(TRY_AGAIN_MS);
  }
  return null;
}

/** Posts all of these again and again until each is accepted. */
export function postAll(api: ApiClient, posts: readonly KeyedPost[]): Promise<(string | null)[]> {
  return inParallel(posts, (post) => postUntilAccepted(api, post));
}

/** A complaint for each key that does not stand for exactly one message. */
export async function findWrongKeys(
  databaseUrl: string,
  posts: readonly KeyedPost[],
): Promise<string[]> {
  const keys = posts.map((post) => post.key);
  const rows = await withDatabase(
    databaseUrl,
    (sql) => sql<{ key: string; count: number }[]>`
      SELECT key, count(m.id)::int AS count FROM unnest(${keys}::text[]) AS keys(key)
      LEFT JOIN messages m ON m.metadata ->> 'key' = key
      GROUP BY key HAVING count(m.id) <> 1`,
  );
  return rows.map(({ key, count }) => `the key ${key} made ${count} messages`);
}
