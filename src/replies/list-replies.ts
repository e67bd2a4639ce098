import { findReplies } from '#db/find-replies';
import { findWorkspace } from '#db/find-workspace';
import type { Scope } from '#db/scope';
import { parseEmail, parsePhone } from '#domain/recipient';
import type { Page, PageRequest } from '#messages/message-input';
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
  const from = filter.from === undefined ? undefined : await toAddress(scope, filter.from);
  const rows = await findReplies(scope.tx, {
    ...filter,
    from,
    workspaceId: scope.workspaceId,
    beforeId: page.cursor,
    // One more tells whether there is a next page.
    limit: page.limit + 1,
  });
  const data = rows.slice(0, page.limit).map(toReplyView);
  return { data, nextCursor: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}

/** What is no address matches nothing. */
async function toAddress(scope: Scope, from: string): Promise<string> {
  const { defaultCountry } = await findWorkspace(scope.tx, scope.workspaceId);
  return parseEmail(from) ?? parsePhone(from, defaultCountry) ?? from;
}
