import { insertKey } from '#db/keys';
import { newId } from '#db/new-id';
import type { Scope } from '#db/scope';
import { hasUser } from '#db/users';
import { validationFailed } from '#domain/errors';
import { hashKey } from './hash-key.ts';
import { newKey } from './new-key.ts';

export interface CreatedKey {
  id: string;
  userId: string;
  /** Shown this once: only its hash is kept. */
  key: string;
  createdAt: Date;
}

/**
 * Makes a key that acts as a user of the workspace.
 *
 * @throws AppError `validation_failed` for a user that the workspace does not have
 */
export async function createKey(scope: Scope, input: { userId: string }): Promise<CreatedKey> {
  if (!(await hasUser(scope.tx, input.userId))) {
    throw validationFailed([
      { pointer: '/userId', detail: 'userId must be a user of this workspace' },
    ]);
  }
  const key = newKey();
  const row = {
    id: newId('key'),
    workspaceId: scope.workspaceId,
    userId: input.userId,
    hash: hashKey(key),
    createdAt: scope.now,
  };
  await insertKey(scope.tx, row);
  return { id: row.id, userId: row.userId, key, createdAt: row.createdAt };
}
