import type postgres from 'postgres';
import { channels } from '#domain/message';
import { contactRows } from './contact-rows.ts';
import { copyRows } from './copy-rows.ts';
import { messageRows } from './message-rows.ts';
import { BATCH_SHARE, idOf, senderIdOf, sendersOf, type TenantPlan } from './tenant-plan.ts';

/** Fills a workspace with what the plan says. */
export async function seedTenant(sql: postgres.Sql, plan: TenantPlan, now: Date): Promise<void> {
  const at = now.toISOString();
  await copyRows(sql, ['senders'], senderRows(plan, at));
  await copyRows(sql, ['batches'], batchRows(plan, at));
  const contactTables = ['contacts', 'contact_addresses', 'contact_addresses'];
  await copyRows(sql, contactTables, contactRows(plan, at));
  const messageTables = ['messages', 'message_words', 'replies'];
  await copyRows(sql, messageTables, messageRows(plan, now.getTime()));
}

function* senderRows(plan: TenantPlan, at: string) {
  for (const channel of channels) {
    for (let index = 0; index < sendersOf[channel]; index++) {
      const id = senderIdOf(plan, channel, index);
      const sender = { id, workspace_id: plan.workspaceId, channel, provider: 'sink' };
      yield [{ ...sender, address: id, name: id, created_at: at, updated_at: at }];
    }
  }
}

function* batchRows(plan: TenantPlan, at: string) {
  for (let block = 0; block * BATCH_SHARE < 1; block += 2) {
    const batch = { id: idOf('bat', plan, block), workspace_id: plan.workspaceId };
    yield [{ ...batch, status: 'done', completed_at: at, created_at: at, updated_at: at }];
  }
}
