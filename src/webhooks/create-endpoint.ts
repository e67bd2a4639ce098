import { newId } from '#db/new-id';
import type { Scope } from '#db/scope';
import { countEndpoints, insertEndpoint } from '#db/webhook-endpoints';
import { validationFailed } from '#domain/errors';
import { toEventTypes, usualEventTypes, type WebhookEventType } from '#domain/webhook';
import { checkUrl } from './check-url.ts';
import { type EndpointWithSecret, toEndpointView } from './endpoint-view.ts';
import { newSecret } from './new-secret.ts';
import type { WebhookPoster } from './webhook-poster.ts';

export interface EndpointInput {
  url: string;
  /** Left out: all but those that are for who asks for them by name. */
  eventTypes?: readonly WebhookEventType[] | undefined;
  description?: string | undefined;
}

/** Each event is told to all of them. */
const ENDPOINTS_MAX = 20;

/**
 * Adds an endpoint: it is told of what happens from now on (H6).
 *
 * @throws AppError `validation_failed` for a URL that can never be called, or one endpoint too many
 */
export async function createEndpoint(
  poster: Pick<WebhookPoster, 'check'>,
  scope: Scope,
  { url, eventTypes = usualEventTypes, description }: EndpointInput,
): Promise<EndpointWithSecret> {
  const canonicalUrl = checkUrl(poster, url);
  if ((await countEndpoints(scope.tx, scope.workspaceId)) >= ENDPOINTS_MAX) {
    const detail = `a workspace has at most ${ENDPOINTS_MAX} endpoints`;
    throw validationFailed([{ pointer: '', detail }]);
  }
  const secret = newSecret();
  const row = await insertEndpoint(scope.tx, {
    id: newId('whk'),
    workspaceId: scope.workspaceId,
    url: canonicalUrl,
    description: description ?? null,
    eventTypes: toEventTypes(eventTypes),
    status: 'active',
    secret,
    createdAt: scope.now,
    updatedAt: scope.now,
  });
  return { ...toEndpointView(row), secret };
}
