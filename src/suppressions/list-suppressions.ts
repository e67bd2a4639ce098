import type { Scope } from '#db/scope';
import { findSuppressionRows } from '#db/suppressions';
import type { Channel } from '#domain/message';
import { type SuppressionReason, toSuppressionChannel } from '#domain/suppression';
import type { Page, PageRequest } from '#messages/message-input';
import { readAddress } from '#messages/read-address';
import { type SuppressionView, toSuppressionView } from './suppression-view.ts';

/** Filters that all have to match. */
export interface SuppressionFilter {
  address?: string | undefined;
  channel?: Channel | undefined;
  reason?: SuppressionReason | undefined;
}

/** The workspace's suppressions that match, newest first, a page at a time. */
export async function listSuppressions(
  scope: Scope,
  { address, channel, reason }: SuppressionFilter,
  page: PageRequest,
): Promise<Page<SuppressionView>> {
  const rows = await findSuppressionRows(scope.tx, {
    workspaceId: scope.workspaceId,
    address: address === undefined ? undefined : await readAddress(scope, address),
    channel: channel && toSuppressionChannel(channel),
    reason,
    beforeId: page.cursor,
    // One more tells whether there is a next page.
    limit: page.limit + 1,
  });
  const data = rows.slice(0, page.limit).map(toSuppressionView);
  return { data, nextCursor: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}
