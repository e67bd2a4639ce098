import type { Scope } from '#db/scope';
import { findSenders } from '#db/senders';
import type { Page, PageRequest } from '#messages/message-input';
import { toPage } from '#messages/to-page';
import { type SenderView, toSenderView } from './sender-view.ts';

/** The workspace's senders, newest first. */
export async function listSenders(scope: Scope, page: PageRequest): Promise<Page<SenderView>> {
  const rows = await findSenders(scope.tx, scope.workspaceId, {
    limit: page.limit + 1,
    before: page.cursor,
  });
  return toPage(rows, page, toSenderView);
}
