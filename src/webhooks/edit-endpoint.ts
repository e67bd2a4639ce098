import { hurryDeliveries } from '#db/hurry-deliveries';
import type { Scope } from '#db/scope';
import {
  type EndpointChange,
  type EndpointRow,
  findEndpoint,
  updateEndpoint,
} from '#db/webhook-endpoints';
import { AppError } from '#domain/errors';
import { type EndpointStatus, toEventTypes, type WebhookEventType } from '#domain/webhook';
import { checkUrl } from './check-url.ts';
import { type EndpointView, toEndpointView } from './endpoint-view.ts';
import { endpointNotFound, requireEndpoint } from './get-endpoint.ts';
import type { WebhookPoster } from './webhook-poster.ts';

/** The body of `PATCH /v1/webhooks/{id}`: null clears, left out stays. */
export interface EndpointChanges {
  url?: string | undefined;
  eventTypes?: readonly WebhookEventType[] | undefined;
  description?: string | null | undefined;
  status?: EndpointStatus | undefined;
}

/**
 * Changes an endpoint. With another URL, or made active, it starts anew: what waits for it is told
 * at once. What waits for one that is disabled waits on.
 *
 * @param ifMatch the version that the caller has seen; `null` for any
 * @throws AppError `not_found`, `version_mismatch`, `validation_failed`
 */
export async function editEndpoint(
  deps: { poster: Pick<WebhookPoster, 'check'>; scope: Scope },
  id: string,
  asked: EndpointChanges,
  ifMatch: number | null,
): Promise<EndpointView> {
  const { scope, poster } = deps;
  const row = await requireEndpoint(scope, id);
  if (ifMatch !== null && ifMatch !== row.version) throw mismatch();
  const changes = asked.url === undefined ? asked : { ...asked, url: checkUrl(poster, asked.url) };
  if (Object.keys(changes).length === 0) return toEndpointView(row);
  const isNewUrl = changes.url !== undefined && changes.url !== row.url;
  const isAnew = isNewUrl || changes.status === 'active';
  const change = {
    ...toChange(row, changes, scope.now),
    ...(isAnew ? { failingSince: null, retryAt: null } : {}),
  };
  const isTold = isAnew || changes.status !== undefined;
  const changed = await updateEndpoint(scope.tx, id, change, { now: scope.now, ifMatch, isTold });
  if (changed === null) {
    // Somebody was quicker: with a deletion, or with another change.
    throw (await findEndpoint(scope.tx, id)) ? mismatch() : endpointNotFound();
  }
  if (isAnew) await hurryDeliveries(scope.tx, id, scope.now);
  return toEndpointView(changed);
}

function toChange(row: EndpointRow, changes: EndpointChanges, now: Date): EndpointChange {
  const { eventTypes, status, ...fields } = changes;
  return {
    ...fields,
    ...(eventTypes === undefined ? {} : { eventTypes: toEventTypes(eventTypes) }),
    ...(status === undefined ? {} : toStatus(row, status, now)),
  };
}

/** One that is disabled already keeps its reason. */
function toStatus(row: EndpointRow, status: EndpointStatus, now: Date): EndpointChange {
  if (status === 'active') return { status, disabledReason: null, disabledAt: null };
  if (row.status === 'disabled') return {};
  return { status, disabledReason: 'requested', disabledAt: now };
}

function mismatch(): AppError {
  return new AppError('version_mismatch', 'the endpoint has changed since: read it again');
}
