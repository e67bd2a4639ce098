import { type DeliveryRecord, findDeliveries } from '#db/find-deliveries';
import type { Scope } from '#db/scope';
import type { WebhookDeliveryStatus } from '#domain/webhook';
import type { Page, PageRequest } from '#messages/message-input';
import { requireEndpoint } from './get-endpoint.ts';

/**
 * What an endpoint was told and is to be told, the newest event first.
 *
 * @throws AppError `not_found`
 */
export async function listDeliveries(
  scope: Scope,
  of: { endpointId: string; status?: WebhookDeliveryStatus | undefined },
  page: PageRequest,
): Promise<Page<DeliveryRecord>> {
  await requireEndpoint(scope, of.endpointId);
  const { limit, cursor } = page;
  const found = await findDeliveries(scope.tx, { ...of, limit: limit + 1, before: cursor });
  const data = found.slice(0, limit);
  return { data, nextCursor: found.length > limit ? (data.at(-1)?.eventId ?? null) : null };
}
