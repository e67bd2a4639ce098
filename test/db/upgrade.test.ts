import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { toEventKey } from '#db/event-key';
import { migrate } from '#db/migrate';
import { toSearchWords } from '#domain/search-words';

const migrations = fileURLToPath(new URL('../../db/migrations', import.meta.url));
// The last one before there were searches.
const BEFORE_SEARCHES = 7;
// The last one before engagement events were kept smaller.
const BEFORE_SEND_TIMES = 11;
// The last one before batches had workflows.
const BEFORE_BATCH_WORKFLOWS = 12;

let url: string;
let sql: postgres.Sql;
let drop: () => Promise<void>;

beforeEach(async () => {
  const name = `punctual_upgrade_${randomBytes(6).toString('hex')}`;
  const server = postgres(inject('postgresUrl'), { max: 1, onnotice: () => {} });
  await server`CREATE DATABASE ${server(name)}`;
  const place = new URL(inject('postgresUrl'));
  place.pathname = `/${name}`;
  url = place.toString();
  sql = postgres(url, { max: 1, onnotice: () => {} });
  drop = async () => {
    await sql.end();
    await server`DROP DATABASE ${server(name)} WITH (FORCE)`;
    await server.end();
  };
});
afterEach(() => drop());

/** Migrates as an older version did. */
async function migrateTo(last: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'punctual-migrations-'));
  try {
    await cp(migrations, folder, { recursive: true });
    const file = join(folder, 'meta/_journal.json');
    const journal = JSON.parse(await readFile(file, 'utf8'));
    journal.entries = journal.entries.filter(({ idx }: { idx: number }) => idx <= last);
    await writeFile(file, JSON.stringify(journal));
    await runMigrations(drizzle(sql), { migrationsFolder: folder });
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('what was there before searches were is found by the words that they ask for', async () => {
  await migrateTo(BEFORE_SEARCHES);
  const names = [
    'José Łukasz O’Brien',
    'Straße STRASSE æther',
    '山田太郎 さん',
    `long ${'x'.repeat(5_000)} words`,
    `exactly ${'y'.repeat(2_048)}`,
    'Ana Lima-Costa 42',
  ];
  await sql`INSERT INTO workspaces (id, name, created_at, updated_at) VALUES ('w', 'w', now(), now())`;
  await sql`INSERT INTO senders (id, workspace_id, channel, provider, address, name, created_at, updated_at)
    VALUES ('s', 'w', 'email', 'sink', 'a@example.com', 's', now(), now())`;
  for (const [index, name] of names.entries()) {
    const id = String(index);
    await sql`INSERT INTO contacts (id, workspace_id, name, created_at, updated_at)
      VALUES (${id}, 'w', ${name}, now(), now())`;
    await sql`INSERT INTO messages (id, workspace_id, channel, status, recipient, sender_id, subject, html,
        timing_kind, timing_reason, ambiguous_time, send_at, on_unknown, created_at, updated_at)
      VALUES (${id}, 'w', 'email', 'sent', 'b@example.com', 's', ${name}, '<p class="no">text</p>',
        'now', 'requested', 'compatible', now(), 'reconcile', now(), now())`;
  }
  await migrate(url);
  for (const [index, name] of names.entries()) {
    const id = String(index);
    const rows = await sql`
      SELECT tsvector_to_array(words)::text AS of_contact, (SELECT tsvector_to_array(w.words)::text
        FROM message_words w WHERE w.message_id = c.id) AS of_message FROM contacts c WHERE id = ${id}`;
    const read = (list: string) => list.slice(1, -1).split(',').sort();
    expect(read(rows[0]?.of_contact)).toEqual(toSearchWords([name]).sort());
    expect(read(rows[0]?.of_message)).toEqual(toSearchWords([name, 'text']).sort());
  }
});

test('engagement events from before are kept, and still count once, two vendors’ with one id too', async () => {
  await migrateTo(BEFORE_SEND_TIMES);
  await sql`INSERT INTO workspaces (id, name, created_at, updated_at) VALUES ('w', 'w', now(), now())`;
  await sql`INSERT INTO contacts (id, workspace_id, name, created_at, updated_at)
    VALUES ('c', 'w', 'Ana', now(), now())`;
  await sql`INSERT INTO senders (id, workspace_id, channel, provider, address, name, created_at, updated_at)
    VALUES ('s', 'w', 'email', 'sink', 'a@example.com', 's', now(), now())`;
  await sql`INSERT INTO messages (id, workspace_id, channel, status, recipient, sender_id, sent_at,
      timing_kind, timing_reason, ambiguous_time, send_at, on_unknown, created_at, updated_at)
    VALUES ('m', 'w', 'email', 'sent', 'b@example.com', 's', '2026-06-01T09:00:00Z',
      'now', 'requested', 'compatible', now(), 'reconcile', now(), now())`;
  await sql`INSERT INTO engagement_events
      (workspace_id, contact_id, address, channel, kind, at, machine, message_id, event_id)
    VALUES ('w', 'c', 'b@example.com', 'email', 'open', '2026-06-01T10:00:00.123Z', true, 'm', 'sendgrid a b'),
      ('w', 'c', 'b@example.com', 'email', 'click', '2026-06-01T11:00:00Z', false, 'm', 'twilio a b'),
      ('w', NULL, 'b@example.com', 'email', 'reply', '2026-06-02T10:00:00Z', false, NULL, NULL),
      ('w', NULL, 'b@example.com', 'email', 'reply', '2026-06-02T10:00:00Z', false, NULL, NULL)`;
  await migrate(url);
  const rows = await sql`
    SELECT contact_id, address, kind, machine, message_id, event_key, at, sent_at
    FROM engagement_events ORDER BY at`;
  const key = (text: string) => text.replaceAll('-', '');
  const found = rows.map((row) => ({
    ...row,
    event_key: row.event_key && key(row.event_key),
    at: new Date(row.at),
    sent_at: row.sent_at && new Date(row.sent_at),
  }));
  const reply = {
    ...{ contact_id: null, address: 'b@example.com', kind: 'reply', machine: false },
    ...{ message_id: null, event_key: null, sent_at: null },
    at: new Date('2026-06-02T10:00:00Z'),
  };
  expect(found).toEqual([
    {
      ...{ contact_id: 'c', address: null, kind: 'open', machine: true, message_id: 'm' },
      event_key: toEventKey('w', 'a b'),
      at: new Date('2026-06-01T10:00:00.123Z'),
      sent_at: new Date('2026-06-01T09:00:00Z'),
    },
    reply,
    reply,
  ]);
});

test('B2: batches from before of which nothing is to come are done, and nobody is told', async () => {
  await migrateTo(BEFORE_BATCH_WORKFLOWS);
  await sql`INSERT INTO workspaces (id, name, created_at, updated_at) VALUES ('w', 'w', now(), now())`;
  await sql`INSERT INTO senders (id, workspace_id, channel, provider, address, name, created_at, updated_at)
    VALUES ('s', 'w', 'email', 'sink', 'a@example.com', 's', now(), now())`;
  await sql`INSERT INTO batches (id, workspace_id, status, created_at, updated_at)
    SELECT id, 'w', 'running', now(), '2026-06-01T09:00:00Z' FROM unnest('{empty,over,waits}'::text[]) AS id`;
  await sql`INSERT INTO messages (id, workspace_id, channel, status, recipient, sender_id, batch_id,
      timing_kind, timing_reason, ambiguous_time, send_at, on_unknown, created_at, updated_at)
    SELECT 'm' || status, 'w', 'email', status, 'b@example.com', 's', batch, 'now', 'requested',
      'compatible', now(), 'reconcile', now(), now()
    FROM (VALUES ('over', 'sent'), ('waits', 'scheduled')) AS v(batch, status)`;
  await migrate(url);
  const at = '2026-06-01T09:00:00Z';
  expect(
    await sql`SELECT id, status, completed_at = ${at}::timestamptz AS then FROM batches ORDER BY id`,
  ).toEqual([
    { id: 'empty', status: 'done', then: true },
    { id: 'over', status: 'done', then: true },
    { id: 'waits', status: 'running', then: null },
  ]);
});
