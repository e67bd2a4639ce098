import type { Scope } from '#db/scope';
import { findEndpoints } from '#db/webhook-endpoints';
import type { Page, PageRequest } from '#messages/message-input';
import { toPage } from '#messages/to-page';
import { type EndpointView, toEndpointView } from './endpoint-view.ts';

/** The workspace's endpoints, newest first. */
export async function listEndpoints(scope: Scope, page: PageRequest): Promise<Page<EndpointView>> {
  const rows = await findEndpoints(scope.tx, scope.workspaceId, {
    limit: page.limit + 1,
    before: page.cursor,
  });
  return toPage(rows, page, toEndpointView);
}
