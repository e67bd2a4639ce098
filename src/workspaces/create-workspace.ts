import type { Queryable } from '#db/connect';
import { insertKey } from '#db/keys';
import { newId } from '#db/new-id';
import { insertUser } from '#db/users';
import { insertWorkspace } from '#db/workspaces';
import { hashKey } from '#keys/hash-key';
import { newKey } from '#keys/new-key';

export interface CreatedWorkspace {
  workspaceId: string;
  userId: string;
  /** The admin's key, shown this once. */
  key: string;
}

export interface WorkspaceInput {
  name: string;
  now: Date;
  /** The admin's key; a new one when left out. */
  key?: string | undefined;
}

/**
 * Makes a tenant with an admin and the admin's key (K1). Runs as the owner, outside of any
 * workspace: give it a transaction, so that there is all of it or nothing.
 */
export async function createWorkspace(
  tx: Queryable,
  { name, now, key = newKey() }: WorkspaceInput,
): Promise<CreatedWorkspace> {
  const workspaceId = newId('wsp');
  const userId = newId('usr');
  await insertWorkspace(tx, { id: workspaceId, name, createdAt: now, updatedAt: now });
  await insertUser(tx, {
    id: userId,
    workspaceId,
    name: 'Admin',
    email: 'admin@example.com',
    role: 'admin',
    createdAt: now,
  });
  await insertKey(tx, {
    id: newId('key'),
    workspaceId,
    userId,
    hash: hashKey(key),
    createdAt: now,
  });
  return { workspaceId, userId, key };
}
