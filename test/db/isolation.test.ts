import type postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#db/new-id';
import { createRecordingProvider } from '#test/support/recording-provider';
import { createTestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { createWorkspace } from '#workspaces/create-workspace';

let system: TestSystem;
let tables: string[];
let stranger: string;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
  const { db, sql } = system.core.connection;
  const rows = await sql`
    SELECT table_name AS name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'workspace_id' ORDER BY 1`;
  tables = rows.map((row) => row.name);
  const now = new Date(system.core.clock.nowMs());
  stranger = (await createWorkspace(db, { name: 'stranger', now })).workspaceId;
  await fillAllTables();
});
afterAll(() => system.stop());

test('K1: every table that holds a tenant keeps a row of the demo workspace for this test', async () => {
  const { sql } = system.core.connection;
  expect(tables.length).toBeGreaterThanOrEqual(11);
  for (const table of tables) {
    const [row] = await sql`SELECT count(*)::int AS count FROM ${sql(table)}
      WHERE workspace_id = ${system.actor.workspaceId}`;
    expect({ table, filled: row?.count > 0 }).toEqual({ table, filled: true });
  }
});

test('K1: every table that holds a tenant has row-level security and a policy', async () => {
  const { sql } = system.core.connection;
  for (const table of [...tables, 'workspaces']) {
    const [found] = await sql`
      SELECT relrowsecurity AS secured, (SELECT count(*)::int FROM pg_policies p
        WHERE p.tablename = ${table}) AS policies
      FROM pg_class WHERE oid = ${table}::regclass`;
    expect({ table, ...found }).toEqual({ table, secured: true, policies: 1 });
  }
});

test('K1: a tenant that entered no workspace sees nothing', async () => {
  await asTenant(null, async (tx) => {
    for (const table of [...tables, 'workspaces']) {
      expect({ table, rows: await tx`SELECT 1 FROM ${tx(table)}` }).toEqual({ table, rows: [] });
    }
  });
});

test("K1: a tenant does not see another's rows", async () => {
  const owner = system.actor.workspaceId;
  await asTenant(stranger, async (tx) => {
    for (const table of tables) {
      const rows = await tx`SELECT 1 FROM ${tx(table)} WHERE workspace_id = ${owner}`;
      expect({ table, seen: rows.length }).toEqual({ table, seen: 0 });
    }
    expect(await tx`SELECT id FROM workspaces`).toEqual([{ id: stranger }]);
  });
});

test("K1: a tenant neither changes nor deletes another's rows", async () => {
  const owner = system.actor.workspaceId;
  for (const table of tables) {
    for (const statement of [
      `UPDATE ${table} SET workspace_id = '${stranger}' WHERE workspace_id = '${owner}'`,
      `DELETE FROM ${table} WHERE workspace_id = '${owner}'`,
    ]) {
      const changed = await asTenant(stranger, async (tx) => (await tx.unsafe(statement)).count);
      expect([0, 'refused']).toContain(changed);
    }
  }
});

test("K1: a tenant writes nothing into another's workspace", async () => {
  const owner = system.actor.workspaceId;
  for (const table of tables) {
    // A row of its own, if it has one, cannot be given away, and a copy cannot be made for another.
    const given = await asTenant(owner, async (tx) => {
      return (await tx.unsafe(`UPDATE ${table} SET workspace_id = '${stranger}'`)).count;
    });
    expect({ table, given }).toEqual({ table, given: 'refused' });
    const inserted = await asTenant(stranger, async (tx) => {
      return (await tx.unsafe(copyStolen(table))).count;
    });
    expect({ table, inserted }).toEqual({ table, inserted: 'refused' });
  }
});

test('K1: the paces of senders are nothing that a tenant reads or writes', async () => {
  const owner = system.actor.workspaceId;
  for (const statement of [
    'SELECT next_at FROM sender_paces',
    'DELETE FROM sender_paces',
    'INSERT INTO sender_paces SELECT id, now() FROM senders',
  ]) {
    expect(await asTenant(owner, (tx) => tx.unsafe(statement))).toBe('refused');
  }
});

/** Runs work as a tenant and rolls it back; what the database refuses answers `refused`. */
async function asTenant<T>(
  workspaceId: string | null,
  work: (tx: postgres.TransactionSql) => Promise<T>,
): Promise<T | 'refused'> {
  const { sql } = system.core.connection;
  let result: T | 'refused' = 'refused';
  const rollBack = new Error('roll back');
  await sql
    .begin(async (tx) => {
      await tx`SELECT set_config('app.workspace', ${workspaceId ?? ''}, true)`;
      await tx`SET LOCAL ROLE punctual_tenant`;
      result = await work(tx);
      throw rollBack;
    })
    .catch((error) => {
      if (error !== rollBack && !/row-level security|permission denied/.test(String(error))) {
        throw error;
      }
    });
  return result;
}

const columnsOf = new Map<string, string>();

function copyStolen(table: string): string {
  const columns = columnsOf.get(table);
  return `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM stolen_${table}`;
}

/** A row of the demo workspace in every table, and a copy that a stranger could try to insert. */
async function fillAllTables(): Promise<void> {
  const { sql } = system.core.connection;
  const { id } = await system.schedule();
  await system.schedule({ sendAt: system.inMs(3_600_000) });
  const { workspaceId } = system.actor;
  const contactId = newId('con');
  await sql`INSERT INTO contacts (id, workspace_id, name, created_at, updated_at)
    VALUES (${contactId}, ${workspaceId}, 'Ana', now(), now())`;
  await sql`INSERT INTO contact_addresses (workspace_id, contact_id, kind, address, is_primary, position)
    VALUES (${workspaceId}, ${contactId}, 'email', 'ana@example.com', true, 0)`;
  await sql`INSERT INTO idempotency_keys
    VALUES (${workspaceId}, 'POST', '/v1/messages', 'k', 'h', 201, '{}', '', now())`;
  await sql`INSERT INTO sink_deliveries
    (id, workspace_id, message_id, channel, from_address, to_address, delivered_at)
    VALUES (${newId('snk')}, ${workspaceId}, ${id}, 'sms', 'a', 'b', now())`;
  await sql`INSERT INTO receipts VALUES ('twilio', 'SM1 sent', ${workspaceId}, ${id}, now())`;
  await sql`INSERT INTO suppressions (workspace_id, channel, address, reason, created_at)
    VALUES (${workspaceId}, 'email', 'x@example.com', 'bounced', now())`;
  await sql`INSERT INTO replies (id, workspace_id, contact_id, sender_id, channel, from_address, received_at)
    SELECT ${newId('rep')}, ${workspaceId}, ${contactId}, id, 'sms', '+12125550123', now()
    FROM senders WHERE workspace_id = ${workspaceId} LIMIT 1`;
  await sql`INSERT INTO engagement_events (workspace_id, contact_id, channel, kind, at)
    VALUES (${workspaceId}, ${contactId}, 'email', 'open', now())`;
  await sql`INSERT INTO send_time_models
    VALUES (${workspaceId}, 1, '{}', 'h', 'file', null, '{}', now(), null)`;
  await sql`INSERT INTO engagement_imports (workspace_id, file_hash, bytes, started_at, updated_at)
    VALUES (${workspaceId}, 'h', 1, now(), now())`;
  await sql`INSERT INTO send_time_curves VALUES (${workspaceId}, null, 'h', now())`;
  const batchId = newId('bat');
  await sql`INSERT INTO batches (id, workspace_id, status, created_at, updated_at)
    VALUES (${batchId}, ${workspaceId}, 'open', now(), now())`;
  await sql`INSERT INTO batch_events
    VALUES (${newId('evt')}, ${workspaceId}, ${batchId}, 'closed', now())`;
  await sql`INSERT INTO batch_rejections VALUES (${workspaceId}, ${batchId}, 1, 'conflict', '')`;
  await fillWebhooks();
  await createTestActivities(system, createRecordingProvider()).deliver(id);
  for (const table of tables) {
    const columns = await sql`SELECT string_agg(quote_ident(column_name), ', ') AS list
      FROM information_schema.columns
      WHERE table_name = ${table} AND is_generated = 'NEVER'`;
    columnsOf.set(table, columns[0]?.list);
    await sql.unsafe(
      `CREATE TABLE stolen_${table} AS SELECT ${columns[0]?.list} FROM ${table} LIMIT 1`,
    );
    await sql.unsafe(`GRANT SELECT ON stolen_${table} TO punctual_tenant`);
  }
}

async function fillWebhooks(): Promise<void> {
  const { sql } = system.core.connection;
  const { workspaceId } = system.actor;
  const endpointId = newId('whk');
  const eventId = newId('evt');
  await sql`INSERT INTO webhook_endpoints
    (id, workspace_id, url, event_types, status, secret, created_at, updated_at)
    VALUES (${endpointId}, ${workspaceId}, '', '[]', 'active', '', now(), now())`;
  await sql`INSERT INTO webhook_events VALUES (${eventId}, ${workspaceId}, 'message.sent', now())`;
  await sql`INSERT INTO webhook_deliveries (endpoint_id, event_id, workspace_id, created_at, updated_at)
    VALUES (${endpointId}, ${eventId}, ${workspaceId}, now(), now())`;
  await sql`INSERT INTO webhook_attempts VALUES (${workspaceId}, ${endpointId}, ${eventId}, now(), 1)`;
}
