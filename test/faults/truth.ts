import postgres from 'postgres';
import { waitUntil } from '#local/wait-until';
import type { ApiClient } from './api-client.ts';
import { inParallel } from './crowd.ts';

/** What became of a message, as PostgreSQL has it. */
export interface Fate {
  id: string;
  status: string;
  createdAt: Date;
  sendAt: Date;
  attempts: number;
  /** The last attempt. */
  startedAt: Date | null;
  finishedAt: Date | null;
  /** How often the sink got it, and when first. */
  deliveries: number;
  deliveredAt: Date | null;
}

/** After a kill: 15 s until a lost attempt is closed, a restart, and a busy machine. */
const SETTLED_WITHIN_MS = 120_000;
const SENDING_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 250;

/** Waits until nothing of this is to be sent any more, for as long as that may take. */
export async function untilSettled(databaseUrl: string, ids: readonly string[]): Promise<void> {
  const isSettled = () =>
    withDatabase(databaseUrl, async (sql) => {
      const rows = await sql`
        SELECT FROM messages WHERE id = ANY(${[...ids]}::text[])
          AND status IN ('scheduled', 'sending') LIMIT 1`;
      return rows.length === 0;
    }).catch(() => false);
  await waitUntil(isSettled, {
    timeoutMs: SETTLED_WITHIN_MS,
    everyMs: LOOK_EVERY_MS,
    what: 'all messages to be settled',
  }).catch(() => {
    // Who is not settled by then counts as lost: the verdict says which.
  });
}

/** Reads what became of these messages; one that is not stored is not in the list. */
export function readFates(databaseUrl: string, ids: readonly string[]): Promise<Fate[]> {
  return withDatabase(
    databaseUrl,
    (sql) => sql<Fate[]>`
    SELECT m.id, m.status, m.created_at AS "createdAt", m.send_at AS "sendAt",
      m.attempt_count AS attempts,
      a.started_at AS "startedAt", a.finished_at AS "finishedAt",
      count(d.id)::int AS deliveries, min(d.delivered_at) AS "deliveredAt"
    FROM messages m
    LEFT JOIN attempts a ON a.message_id = m.id AND a.number = m.attempt_count
    LEFT JOIN sink_deliveries d ON d.message_id = m.id
    WHERE m.id = ANY(${[...ids]}::text[])
    GROUP BY m.id, a.message_id, a.number`,
  );
}

/** Waits until one of these is being sent, or nothing is left to be sent. */
export async function untilSending(databaseUrl: string, ids: readonly string[]): Promise<void> {
  const isSending = () =>
    withDatabase(databaseUrl, async (sql) => {
      const rows = await sql<{ status: string }[]>`
        SELECT DISTINCT status FROM messages WHERE id = ANY(${[...ids]}::text[])`;
      const statuses = rows.map(({ status }) => status);
      return statuses.includes('sending') || !statuses.includes('scheduled');
    });
  await waitUntil(isSending, { timeoutMs: SENDING_WITHIN_MS, what: 'a message to be sent' });
}

/** What happened to a message, a line for each event, for whoever looks for the cause. */
export async function readStory(databaseUrl: string, id: string): Promise<string> {
  const events = await withDatabase(
    databaseUrl,
    (sql) => sql<{ line: string }[]>`
    SELECT to_char(at, 'HH24:MI:SS.MS') || ' ' || kind || ' ' || details::text AS line
    FROM message_events WHERE message_id = ${id} ORDER BY message_events.id`,
  );
  return events.map((event) => event.line).join('\n    ');
}

/** The messages that the API shows with another status than their row has. */
export async function findDisagreements(api: ApiClient, fates: readonly Fate[]): Promise<string[]> {
  const answers = await inParallel(fates, (fate) => api.get(`/v1/messages/${fate.id}`));
  return fates.flatMap((fate, index) => {
    const shown = answers[index]?.body.status;
    return shown === fate.status ? [] : [`${fate.id} is ${fate.status}, the API says ${shown}`];
  });
}

/** Runs queries on a connection of their own: servers are killed under every other. */
export async function withDatabase<T>(
  url: string,
  work: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 }).catch(() => {});
  }
}
