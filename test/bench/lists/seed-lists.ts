import postgres from 'postgres';
import type { Database } from '#db/connect';
import { createWorkspace } from '#workspaces/create-workspace';
import { seedTenant } from './seed-tenant.ts';
import type { TenantPlan } from './tenant-plan.ts';
import { withoutIndexes } from './without-indexes.ts';

/** What the lists' benchmark asks about. */
export interface SeededLists {
  plan: TenantPlan;
  key: string;
  /** Of the workspace beside it. */
  smallKey: string;
  now: Date;
}

const tables = ['messages', 'message_words', 'replies', 'contacts', 'contact_addresses'];

/** Two workspaces, the one that is asked and one of a tenth of it beside. */
export async function seedLists(db: Database, url: string, messages: number): Promise<SeededLists> {
  const now = new Date();
  // Foreign keys are true by the way the rows are made.
  const settings = { session_replication_role: 'replica' };
  const sql = postgres(url, { max: 1, onnotice: () => {}, connection: settings });
  try {
    const [large, small] = [await plan(db, 1, messages), await plan(db, 2, messages / 10)];
    await withoutIndexes(sql, tables, async () => {
      for (const tenant of [large, small]) await seedTenant(sql, tenant.plan, now);
    });
    return { ...large, smallKey: small.key, now };
  } finally {
    await sql.end();
  }
}

async function plan(db: Database, number: number, messages: number) {
  const { workspaceId, key } = await db.transaction((tx) =>
    createWorkspace(tx, { name: `lists ${number}`, now: new Date() }),
  );
  const [contacts, heavy] = [messages / 10, messages / 100];
  return { key, plan: { number, workspaceId, messages, contacts, heavy } };
}
