import { hasOtherAdminKey, markKeyDeleted } from '#db/keys';
import type { Scope } from '#db/scope';
import { lockWorkspace } from '#db/workspaces';
import { AppError } from '#domain/errors';
import { keyNotFound } from './key-not-found.ts';

/**
 * Deletes a key: it opens nothing from now on. A key may delete itself; the last one of an admin
 * stays, or nobody could make another.
 *
 * @throws AppError `not_found`, `conflict`
 */
export async function deleteKey(scope: Scope, id: string): Promise<void> {
  const { tx, workspaceId, now } = scope;
  // Two keys that delete each other at once would leave none.
  await lockWorkspace(tx, workspaceId);
  if (!(await markKeyDeleted(tx, id, now))) throw keyNotFound();
  if (await hasOtherAdminKey(tx, { workspaceId, id, now })) return;
  throw new AppError('conflict', 'the key must stay: it is the last one of an admin');
}
