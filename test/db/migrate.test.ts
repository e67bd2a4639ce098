import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { expect, inject, test } from 'vitest';
import { migrate } from '#db/migrate';
import { cancelReasons, channels, eventKinds, unknownPolicies } from '#domain/message';
import { outcomeKinds } from '#domain/outcome';
import { providerNames } from '#domain/sender';
import { statuses } from '#domain/status';
import { ambiguousTimes, timingKinds } from '#domain/timing';

test('two processes that migrate an empty database at once both find it ready', async () => {
  await withDatabase(async (url, sql) => {
    await Promise.all([migrate(url), migrate(url), migrate(url)]);
    await migrate(url);
    const tables = await sql`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`;
    expect(tables.map((table) => table.tablename)).toContain('messages');
    const [applied] = await sql`
      SELECT count(*)::int AS count, count(DISTINCT hash)::int AS distinct
      FROM drizzle.__drizzle_migrations`;
    expect(applied?.count).toBe(applied?.distinct);
  });
});

test("the columns' words are the domain's lists", async () => {
  await withDatabase(async (url, sql) => {
    await migrate(url);
    const words = {
      messages_channel_check: channels,
      messages_status_check: statuses,
      messages_cancel_reason_check: cancelReasons,
      messages_on_unknown_check: unknownPolicies,
      messages_timing_kind_check: timingKinds,
      messages_ambiguous_time_check: ambiguousTimes,
      message_events_kind_check: eventKinds,
      attempts_outcome_check: outcomeKinds,
      senders_channel_check: channels,
      senders_provider_check: providerNames,
      sink_deliveries_channel_check: channels,
    };
    for (const [name, list] of Object.entries(words)) {
      const [check] = await sql`
        SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conname = ${name}`;
      const found = [...String(check?.text).matchAll(/'([^']+)'::text/g)].map((match) => match[1]);
      expect({ [name]: found }).toEqual({ [name]: [...list] });
    }
  });
});

async function withDatabase(work: (url: string, sql: postgres.Sql) => Promise<void>) {
  const name = `punctual_migrate_${randomBytes(6).toString('hex')}`;
  const server = postgres(inject('postgresUrl'), { max: 1, onnotice: () => {} });
  await server`CREATE DATABASE ${server(name)}`;
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  const sql = postgres(url.toString(), { max: 1, onnotice: () => {} });
  try {
    await work(url.toString(), sql);
  } finally {
    await sql.end();
    await server`DROP DATABASE ${server(name)} WITH (FORCE)`;
    await server.end();
  }
}
