import { findWorkspace } from '#db/find-workspace';
import { findMessages } from '#db/messages/find-message';
import type { Scope } from '#db/scope';
import { parseEmail, parsePhone } from '#domain/recipient';
import type { MessageFilter, Page, PageRequest } from './message-input.ts';
import { type MessageView, toMessageView } from './message-view.ts';
import { parseQuery } from './parse-query.ts';

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
  const recipient = to === undefined ? undefined : await toRecipient(scope, to);
  const found = await findMessages(scope.tx, {
    ...others,
    search: q === undefined ? undefined : parseQuery(q),
    workspaceId: scope.workspaceId,
    recipient,
    beforeId: page.cursor,
    // One more tells whether there is a next page.
    limit: page.limit + 1,
  });
  const data = found
    .slice(0, page.limit)
    .map(({ message, sender }) => toMessageView(message, sender));
  const last = data.at(-1);
  return { data, nextCursor: found.length > page.limit && last ? last.id : null };
}

/** Read as it was when the message was accepted; what is no address matches nothing. */
async function toRecipient(scope: Scope, to: string): Promise<string> {
  const { defaultCountry } = await findWorkspace(scope.tx, scope.workspaceId);
  return parseEmail(to) ?? parsePhone(to, defaultCountry) ?? to;
}
