import { findReplies } from '#db/find-replies';
import type { Scope } from '#db/scope';
import type { Page, PageRequest } from '#messages/message-input';
import { readAddress } from '#messages/read-address';
import { toPage } from '#messages/to-page';
import { type ReplyView, toReplyView } from './reply-view.ts';

export interface ReplyFilter {
  contactId?: string | undefined;
  /** A number or an address, in any spelling. */
  from?: string | undefined;
  /** True: only those from addresses that no contact was known by; false: only the others. */
  unknown?: boolean | undefined;
}

/** What came in, newest first, a page at a time (V2). */
export async function listReplies(
  scope: Scope,
  filter: ReplyFilter,
  page: PageRequest,
): Promise<Page<ReplyView>> {
  const from = filter.from === undefined ? undefined : await readAddress(scope, filter.from);
  const rows = await findReplies(scope.tx, {
    ...filter,
    from,
    workspaceId: scope.workspaceId,
    beforeId: page.cursor,
    limit: page.limit + 1,
  });
  return toPage(rows, page, toReplyView);
}
