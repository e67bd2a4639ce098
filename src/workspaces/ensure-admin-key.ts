import type { Database, Queryable } from '#db/connect';
import { findKey } from '#db/find-key';
import { insertKey } from '#db/keys';
import { newId } from '#db/new-id';
import { insertSender } from '#db/senders';
import { findFirstAdminId } from '#db/users';
import { findFirstWorkspaceId, lockFirstStart } from '#db/workspaces';
import { type Channel, channels } from '#domain/message';
import { hashKey } from '#keys/hash-key';
import { createWorkspace } from './create-workspace.ts';

// RFC 2606 keeps example.com for examples; the numbering plan keeps 555-0100 to 0199 for fiction.
const demoAddresses: Record<Channel, string> = {
  email: 'demo@example.com',
  sms: '+12125550100',
  mms: '+12125550100',
  whatsapp: '+12125550101',
  imessage: '+12125550102',
};

const demoNames: Record<Channel, string> = {
  email: 'Demo email',
  sms: 'Demo SMS',
  mms: 'Demo MMS',
  whatsapp: 'Demo WhatsApp',
  imessage: 'Demo iMessage',
};

/**
 * Sees to it that this key opens the first workspace, as an admin. In a new database it makes
 * that workspace first, with a default sender of provider `sink` for each channel. A key that is
 * there already is left alone, ended or not (`judgeAdminKey` tells); older keys keep working. Any
 * number of processes may call it at once.
 *
 * @returns the workspace that the key opens
 */
export function ensureAdminKey(db: Database, key: string, now: Date): Promise<string> {
  return db.transaction(async (tx) => {
    await lockFirstStart(tx);
    const known = await findKey(tx, hashKey(key));
    if (known) return known.actor.workspaceId;
    const first = await findFirstWorkspaceId(tx);
    if (first === null) return createDemoWorkspace(tx, key, now);
    await addAdminKey(tx, first, key, now);
    return first;
  });
}

async function createDemoWorkspace(tx: Queryable, key: string, now: Date): Promise<string> {
  const { workspaceId } = await createWorkspace(tx, { name: 'demo', now, key });
  for (const channel of channels) {
    await insertSender(tx, {
      id: newId('snd'),
      workspaceId,
      channel,
      provider: 'sink',
      address: demoAddresses[channel],
      name: demoNames[channel],
      isDefault: true,
      createdAt: now,
      updatedAt: now,
    });
  }
  return workspaceId;
}

async function addAdminKey(
  tx: Queryable,
  workspaceId: string,
  key: string,
  now: Date,
): Promise<void> {
  const userId = await findFirstAdminId(tx, workspaceId);
  if (userId === null) throw new Error(`workspace ${workspaceId} has no admin`);
  await insertKey(tx, {
    id: newId('key'),
    workspaceId,
    userId,
    hash: hashKey(key),
    createdAt: now,
  });
}
