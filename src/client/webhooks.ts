import type { CallOptions, EditOptions, WriteOptions } from './client-options.ts';
import { at, createResource } from './create-resource.ts';
import type { Transport } from './create-transport.ts';
import type { BodyOf, QueryOf } from './operation-types.ts';

/**
 * What admins can do with endpoints: the addresses that are told what becomes of messages. What
 * shows a secret is tried once: another try could make two, or replace one that nobody saw.
 */
export function createWebhooks(transport: Transport) {
  const resource = createResource(transport, '/v1/webhooks');
  const { post, postOnce, get, patch, delete: remove, list } = resource;
  return {
    /** The answer has the secret that calls are signed with, and shows it this once. */
    create: (endpoint: BodyOf<'createEndpoint'>, options?: CallOptions) =>
      postOnce<'createEndpoint'>('', endpoint, options),
    get: (id: string, options?: CallOptions) => get<'getEndpoint'>(at(id), undefined, options),
    edit: (id: string, changes: BodyOf<'editEndpoint'>, options?: EditOptions) =>
      patch<'editEndpoint'>(at(id), changes, options),
    delete: (id: string, options?: CallOptions) => remove<'deleteEndpoint'>(at(id), options),
    list: (query?: QueryOf<'listEndpoints'>, options?: CallOptions) =>
      list<'listEndpoints'>('', query, options),
    /** Makes the next secret; the old one signs as well for a while. */
    rotateSecret: (
      id: string,
      rotation: BodyOf<'rotateEndpointSecret'> = {},
      options?: CallOptions,
    ) => postOnce<'rotateEndpointSecret'>(`${at(id)}/rotate-secret`, rotation, options),
    /** Calls it with an event for trying out, and tells how it answered. */
    test: (id: string, options?: CallOptions) =>
      postOnce<'testEndpoint'>(`${at(id)}/test`, undefined, options),
    /** What it was told, with the last tries, newest first. */
    deliveries: (id: string, query?: QueryOf<'listDeliveries'>, options?: CallOptions) =>
      list<'listDeliveries'>(`${at(id)}/deliveries`, query, options),
    /** Tells it one event again, or all since a time. */
    replay: (id: string, what: BodyOf<'replayEvents'>, options?: WriteOptions) =>
      post<'replayEvents'>(`${at(id)}/replay`, what, options),
  };
}
