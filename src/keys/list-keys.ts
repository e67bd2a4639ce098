import { findKeys } from '#db/keys';
import type { Scope } from '#db/scope';
import type { Page, PageRequest } from '#messages/message-input';
import { toPage } from '#messages/to-page';
import { type KeyView, toKeyView } from './key-view.ts';

/** The workspace's keys, newest first, those that have expired too. */
export async function listKeys(
  scope: Scope,
  filter: { userId?: string | undefined },
  page: PageRequest,
): Promise<Page<KeyView>> {
  const of = { workspaceId: scope.workspaceId, userId: filter.userId };
  const rows = await findKeys(scope.tx, of, { limit: page.limit + 1, before: page.cursor });
  return toPage(rows, page, toKeyView);
}
