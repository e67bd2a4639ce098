import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { askTwoTenants } from './tenants/ask-two-tenants.ts';

const LONG_MS = 600_000;

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

test(
  'K1: in 10,000 requests at random two workspaces never meet',
  async () => {
    const findings = await askTwoTenants(t, { requests: 10_000, seed: 20_261_122 });
    process.stdout.write(`two tenants: ${JSON.stringify(findings)}\n`);
    expect(findings.crossings).toEqual([]);
    // It was tried: with what the other owns, and with what went through.
    expect(findings.foreign).toBeGreaterThan(1_000);
    expect(findings.statuses[200]).toBeGreaterThan(2_000);
    expect(findings.statuses[201]).toBeGreaterThan(500);
    expect(await findStrangeReferences()).toEqual([]);
  },
  LONG_MS,
);

/** Rows that name a row of another workspace. */
async function findStrangeReferences(): Promise<string[]> {
  const references = [
    ['messages', 'contact_id', 'contacts'],
    ['messages', 'sender_id', 'senders'],
    ['messages', 'fallback_sender_id', 'senders'],
    ['messages', 'batch_id', 'batches'],
    ['message_events', 'message_id', 'messages'],
    ['message_words', 'message_id', 'messages'],
    ['outbox', 'message_id', 'messages'],
    ['contacts', 'owner_id', 'users'],
    ['contact_addresses', 'contact_id', 'contacts'],
    ['engagement_events', 'contact_id', 'contacts'],
    ['senders', 'assigned_user_id', 'users'],
    ['keys', 'user_id', 'users'],
    ['webhook_events', 'message_id', 'messages'],
    ['webhook_deliveries', 'endpoint_id', 'webhook_endpoints'],
    ['webhook_deliveries', 'event_id', 'webhook_events'],
  ];
  const strange: string[] = [];
  for (const [table = '', column = '', target = ''] of references) {
    const rows = await t.database.connection.sql.unsafe(`SELECT a.${column} AS id FROM ${table} a
      LEFT JOIN ${target} b ON b.id = a.${column} AND b.workspace_id = a.workspace_id
      WHERE a.${column} IS NOT NULL AND b.id IS NULL`);
    strange.push(...rows.map(({ id }) => `${table}.${column} ${id}`));
  }
  return strange;
}
