import type { Database } from '#db/connect';
import { newId } from '#db/new-id';
import { insertSender } from '#db/senders';
import type { Actor } from '#domain/actor';
import { createWorkspace } from '#workspaces/create-workspace';

/** A workspace with one SMS sender. */
export interface Tenant {
  key: string;
  actor: Actor;
}

/** The one has the crowd, the other the single messages. */
export interface Tenants {
  crowd: Tenant;
  singles: Tenant;
}

/** Makes both tenants in a new database. */
export async function createTenants(db: Database): Promise<Tenants> {
  return {
    crowd: await createTenant(db, 'crowd', '+12125550110'),
    singles: await createTenant(db, 'singles', '+12125550111'),
  };
}

async function createTenant(db: Database, name: string, address: string): Promise<Tenant> {
  const now = new Date();
  return db.transaction(async (tx) => {
    const { workspaceId, userId, key } = await createWorkspace(tx, { name, now });
    await insertSender(tx, {
      id: newId('snd'),
      workspaceId,
      channel: 'sms',
      provider: 'sink',
      address,
      name,
      isDefault: true,
      createdAt: now,
      updatedAt: now,
    });
    return { key, actor: { workspaceId, userId, keyId: 'key_bench', role: 'admin' } };
  });
}
