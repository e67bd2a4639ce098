import type { Scope } from '#db/scope';
import { findSinkDeliveries, type SinkDeliveryRow } from '#db/sink-deliveries';
import type { Page, PageRequest } from '#messages/message-input';
import { toPage } from '#messages/to-page';

/** What the sink wrote down in the place of sending it. */
export type SinkDeliveryView = Omit<SinkDeliveryRow, 'workspaceId'>;

/** The workspace's sink deliveries, newest first; of one message when `messageId` is given. */
export async function listSinkDeliveries(
  scope: Scope,
  filter: { messageId?: string | undefined },
  page: PageRequest,
): Promise<Page<SinkDeliveryView>> {
  const rows = await findSinkDeliveries(scope.tx, {
    workspaceId: scope.workspaceId,
    messageId: filter.messageId,
    limit: page.limit + 1,
    before: page.cursor,
  });
  return toPage(rows, page, ({ workspaceId: _, ...view }) => view);
}
