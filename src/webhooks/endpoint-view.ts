import type { EndpointRow } from '#db/webhook-endpoints';

type Shown =
  | ('id' | 'url' | 'description' | 'eventTypes' | 'status' | 'disabledReason' | 'disabledAt')
  | ('failingSince' | 'retryAt' | 'previousSecretUntil' | 'createdAt' | 'updatedAt' | 'version');

/** An endpoint as admins see it: not its secrets. */
export type EndpointView = Pick<EndpointRow, Shown>;

/** With the secret that signs from now on, shown this once. */
export type EndpointWithSecret = EndpointView & { secret: string };

/** Leaves out what stays inside. */
export function toEndpointView(row: EndpointRow): EndpointView {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    eventTypes: row.eventTypes,
    status: row.status,
    disabledReason: row.disabledReason,
    disabledAt: row.disabledAt,
    failingSince: row.failingSince,
    retryAt: row.retryAt,
    previousSecretUntil: row.previousSecretUntil,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    version: row.version,
  };
}
