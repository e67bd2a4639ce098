import type { Scope } from '#db/scope';
import { findSuppressionRows } from '#db/suppressions';
import type { Channel } from '#domain/message';
import { type SuppressionReason, toSuppressionChannel } from '#domain/suppression';
import type { Page, PageRequest } from '#messages/message-input';
import { readAddress } from '#messages/read-address';
import { toPage } from '#messages/to-page';
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
    limit: page.limit + 1,
  });
  return toPage(rows, page, toSuppressionView);
}
