import type { Scope } from '#db/scope';
import { markEndpointDeleted } from '#db/webhook-endpoints';
import { endpointNotFound } from './get-endpoint.ts';

/**
 * Deletes an endpoint: nothing more is told to it, not even what waited.
 *
 * @throws AppError `not_found`
 */
export async function deleteEndpoint(scope: Scope, id: string): Promise<void> {
  if (!(await markEndpointDeleted(scope.tx, id, scope.now))) throw endpointNotFound();
}
