import type { Scope } from '#db/scope';
import { findUsers } from '#db/users';
import type { Page, PageRequest } from '#messages/message-input';
import { toPage } from '#messages/to-page';
import { toUserView, type UserView } from './user-view.ts';

/** The workspace's users, newest first. */
export async function listUsers(scope: Scope, page: PageRequest): Promise<Page<UserView>> {
  const rows = await findUsers(scope.tx, scope.workspaceId, {
    limit: page.limit + 1,
    before: page.cursor,
  });
  return toPage(rows, page, toUserView);
}
