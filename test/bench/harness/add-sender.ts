import { newId } from '#db/new-id';
import { insertSender } from '#db/senders';
import type { Stage } from './stage.ts';
import type { Tenant } from './tenants.ts';

/** Gives a workspace another SMS sender. @returns its id. */
export async function addSender({ connection }: Stage, { actor }: Tenant): Promise<string> {
  const now = new Date();
  const sender = await insertSender(connection.db, {
    id: newId('snd'),
    workspaceId: actor.workspaceId,
    channel: 'sms',
    provider: 'sink',
    address: '+12125550112',
    name: 'another',
    isDefault: false,
    createdAt: now,
    updatedAt: now,
  });
  return sender.id;
}
