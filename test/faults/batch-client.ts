import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';
import { withDatabase } from './truth.ts';

/** A change of a batch that was answered, and how the batch stood then. */
export interface Answered {
  /** Before the first try was sent, and when the answer was there, in milliseconds since 1970. */
  askedMs: number;
  answeredMs: number;
  counts: Record<string, number>;
}

const AGAIN_AFTER_MS = 100;
const GIVE_UP_AFTER_MS = 120_000;
/** What a caller may meet while servers are away: nothing at all, and "later". */
const isAway = (status: number) => status === 0 || status === 503;

/** Posts until it is answered. @throws for any answer that a caller would not ask again after. */
export async function insist(api: ApiClient, path: string, body: unknown = {}) {
  const askedMs = Date.now();
  for (;;) {
    const answer = await api.post(path, body);
    if (answer.status === 200 || answer.status === 202) {
      const counts = answer.body.counts as Record<string, number>;
      return { ...answer, askedMs, answeredMs: Date.now(), counts };
    }
    const isLate = Date.now() - askedMs > GIVE_UP_AFTER_MS;
    if (!isAway(answer.status) || isLate) {
      throw new Error(`${path} was answered ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    await sleep(AGAIN_AFTER_MS);
  }
}

/** How many of a batch's messages were claimed, by when their last attempts began. */
export async function countClaims(
  databaseUrl: string,
  batchId: string,
  { afterMs, beforeMs }: { afterMs: number; beforeMs: number },
): Promise<number> {
  const [row] = await withDatabase(
    databaseUrl,
    (sql) => sql<{ count: number }[]>`
      SELECT count(DISTINCT m.id)::int AS count FROM messages m JOIN attempts a ON a.message_id = m.id
      WHERE m.batch_id = ${batchId} AND a.started_at > ${new Date(afterMs)}
        AND a.started_at <= ${new Date(beforeMs)}`,
  );
  return row?.count ?? 0;
}

/** A batch's messages by their status, as PostgreSQL has them, and their ids. */
export function readBatch(databaseUrl: string, batchId: string) {
  return withDatabase(
    databaseUrl,
    (sql) => sql<{ id: string; status: string }[]>`
      SELECT id, status FROM messages WHERE batch_id = ${batchId}`,
  );
}
