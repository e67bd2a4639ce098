import type { NewKey } from './api-types.ts';
import type { CallOptions } from './client-options.ts';
import { at, createResource } from './create-resource.ts';
import type { Transport } from './create-transport.ts';
import type { BodyOf, QueryOf } from './operation-types.ts';

/** What admins can do with API keys. What makes one is tried once: another try could make two. */
export function createKeys(transport: Transport) {
  const { postOnce, delete: remove, list } = createResource(transport, '/v1/keys');
  return {
    /** The answer has the key, and shows it this once. */
    create: (key: NewKey, options?: CallOptions) => postOnce<'createKey'>('', key, options),
    /** Makes the next key of a user, and lets the old one expire. */
    rotate: (id: string, rotation: BodyOf<'rotateKey'> = {}, options?: CallOptions) =>
      postOnce<'rotateKey'>(`${at(id)}/rotate`, rotation, options),
    delete: (id: string, options?: CallOptions) => remove<'deleteKey'>(at(id), options),
    list: (query?: QueryOf<'listKeys'>, options?: CallOptions) =>
      list<'listKeys'>('', query, options),
  };
}
