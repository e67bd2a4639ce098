import { findMessages } from '#db/messages/find-message';
import type { Scope } from '#db/scope';
import type { MessageFilter, Page, PageRequest } from './message-input.ts';
import { type MessageView, toMessageView } from './message-view.ts';
import { parseQuery } from './parse-query.ts';
import { readAddress } from './read-address.ts';
import { toPage } from './to-page.ts';

/**
 * The messages that match all filters, newest first, a page at a time.
 *
 * @throws AppError `validation_failed` for a `q` without a letter or a digit
 */
export async function listMessages(
  scope: Scope,
  filter: MessageFilter,
  page: PageRequest,
): Promise<Page<MessageView>> {
  const { q, to, ...others } = filter;
  const recipient = to === undefined ? undefined : await readAddress(scope, to);
  const found = await findMessages(scope.tx, {
    ...others,
    search: q === undefined ? undefined : parseQuery(q),
    workspaceId: scope.workspaceId,
    recipient,
    beforeId: page.cursor,
    limit: page.limit + 1,
  });
  return toPage(found, page, ({ message, sender }) => toMessageView(message, sender));
}
