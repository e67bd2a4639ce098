import type { Scope } from '#db/scope';
import { findUser, hasOtherAdmin, type UserChange, updateUser } from '#db/users';
import { lockWorkspace } from '#db/workspaces';
import { AppError } from '#domain/errors';
import { userNotFound } from './get-user.ts';
import { toUserView, type UserView } from './user-view.ts';

/**
 * Changes a user's name or role; what their keys may do follows at once. The last admin stays one.
 *
 * @throws AppError `not_found`, `conflict`
 */
export async function editUser(scope: Scope, id: string, change: UserChange): Promise<UserView> {
  const { tx, workspaceId } = scope;
  // Two admins who demote each other at once would leave none.
  if (change.role === 'user') await lockWorkspace(tx, workspaceId);
  const row = await findUser(tx, id);
  if (!row) throw userNotFound();
  if (
    change.role === 'user' &&
    row.role === 'admin' &&
    !(await hasOtherAdmin(tx, workspaceId, id))
  ) {
    throw new AppError('conflict', 'role must stay admin: the workspace has no other');
  }
  if (Object.keys(change).length === 0) return toUserView(row);
  return toUserView(await updateUser(tx, id, change));
}
