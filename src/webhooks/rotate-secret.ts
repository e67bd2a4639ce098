import type { Scope } from '#db/scope';
import { replaceSecret } from '#db/webhook-endpoints';
import { type EndpointWithSecret, toEndpointView } from './endpoint-view.ts';
import { endpointNotFound } from './get-endpoint.ts';
import { newSecret } from './new-secret.ts';

/** How long the secret that is replaced signs on, in seconds: none to a week, a day when left out. */
export const OVERLAP_MAX_S = 7 * 86_400;
const OVERLAP_DEFAULT_S = 86_400;

/**
 * Gives an endpoint a new secret. The one before it signs as well for the overlap, so that nothing
 * is refused while the endpoint changes; an older one signs no more.
 *
 * @throws AppError `not_found`
 */
export async function rotateSecret(
  scope: Scope,
  id: string,
  overlapSeconds = OVERLAP_DEFAULT_S,
): Promise<EndpointWithSecret> {
  const { now } = scope;
  const secret = newSecret();
  const previousUntil = new Date(now.getTime() + overlapSeconds * 1_000);
  const row = await replaceSecret(scope.tx, id, { secret, previousUntil, now });
  if (!row) throw endpointNotFound();
  return { ...toEndpointView(row), secret };
}
