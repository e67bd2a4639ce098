import type { Scope } from '#db/scope';
import { findSenders } from '#db/senders';
import type { Page, PageRequest } from '#messages/message-input';
import { type SenderView, toSenderView } from './sender-view.ts';

/** The workspace's senders, newest first. */
export async function listSenders(scope: Scope, page: PageRequest): Promise<Page<SenderView>> {
  const rows = await findSenders(scope.tx, scope.workspaceId, {
    limit: page.limit + 1,
    before: page.cursor,
  });
  const data = rows.slice(0, page.limit).map(toSenderView);
  return { data, nextCursor: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}
