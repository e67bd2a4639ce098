import { insertKey } from '#db/keys';
import { newId } from '#db/new-id';
import type { Scope } from '#db/scope';
import { hasUser } from '#db/users';
import { type Problem, validationFailed } from '#domain/errors';
import { hashKey } from './hash-key.ts';
import { type KeyView, toKeyView } from './key-view.ts';
import { newKey } from './new-key.ts';

export interface KeyInput {
  userId: string;
  /** What people call it. */
  name?: string | undefined;
  /** It opens nothing from then on. */
  expiresAt?: Date | undefined;
}

/** With the key, shown this once: only its hash is kept. */
export type CreatedKey = KeyView & { key: string };

/**
 * Makes a key that acts as a user of the workspace.
 *
 * @throws AppError `validation_failed` for a user that the workspace does not have, or an end that
 * is past
 */
export async function createKey(scope: Scope, input: KeyInput): Promise<CreatedKey> {
  const problems: Problem[] = [];
  if (!(await hasUser(scope.tx, input.userId))) {
    problems.push({ pointer: '/userId', detail: 'userId must be a user of this workspace' });
  }
  if (input.expiresAt && input.expiresAt <= scope.now) {
    problems.push({ pointer: '/expiresAt', detail: 'expiresAt must be in the future' });
  }
  if (problems.length > 0) throw validationFailed(problems);
  const key = newKey();
  const row = await insertKey(scope.tx, {
    id: newId('key'),
    workspaceId: scope.workspaceId,
    userId: input.userId,
    name: input.name ?? null,
    hash: hashKey(key),
    expiresAt: input.expiresAt ?? null,
    createdAt: scope.now,
  });
  return { ...toKeyView(row), key };
}
