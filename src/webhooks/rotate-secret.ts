import type { Scope } from '#db/scope';
import { replaceSecret } from '#db/webhook-endpoints';
import { AppError } from '#domain/errors';
import { type EndpointWithSecret, toEndpointView } from './endpoint-view.ts';
import { requireEndpoint } from './get-endpoint.ts';
import { newSecret } from './new-secret.ts';

/** How long the secret that is replaced signs on, in seconds: none to a week, a day when left out. */
export const OVERLAP_MAX_S = 7 * 86_400;
const OVERLAP_DEFAULT_S = 86_400;

/**
 * Gives an endpoint a new secret. The one before it signs as well for the overlap, so that nothing
 * is refused while the endpoint changes; while one does, there is no third. Without an overlap, for
 * a secret that got out, all older ones end at once.
 *
 * @throws AppError `not_found`, `conflict` while the overlap of the last rotation lasts
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
  if (!row) throw overlaps((await requireEndpoint(scope, id)).previousSecretUntil ?? now);
  return { ...toEndpointView(row), secret };
}

function overlaps(until: Date): AppError {
  const detail = `the secret before this one signs until ${until.toISOString()}: rotate after it, or with overlapSeconds 0, which ends both at once`;
  return new AppError('conflict', detail);
}
