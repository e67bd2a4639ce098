import type { Scope } from '#db/scope';
import { type EndpointRow, findEndpoint } from '#db/webhook-endpoints';
import { AppError } from '#domain/errors';
import { type EndpointView, toEndpointView } from './endpoint-view.ts';

/** An endpoint. @throws AppError `not_found` */
export async function getEndpoint(scope: Scope, id: string): Promise<EndpointView> {
  return toEndpointView(await requireEndpoint(scope, id));
}

/** Its row, for verbs that do something with it. @throws AppError `not_found` */
export async function requireEndpoint(scope: Scope, id: string): Promise<EndpointRow> {
  const row = await findEndpoint(scope.tx, id);
  if (!row) throw endpointNotFound();
  return row;
}

/** What is said of an id that names no endpoint of this workspace. */
export function endpointNotFound(): AppError {
  return new AppError('not_found', 'there is no such endpoint');
}
