import type { NewSender, SenderChanges } from './api-types.ts';
import type { CallOptions, EditOptions, WriteOptions } from './client-options.ts';
import { at, createResource } from './create-resource.ts';
import type { Transport } from './create-transport.ts';
import type { QueryOf } from './operation-types.ts';

/** What admins can do with senders. */
export function createSenders(transport: Transport) {
  const { post, get, patch, delete: remove, list } = createResource(transport, '/v1/senders');
  return {
    create: (sender: NewSender, options?: WriteOptions) =>
      post<'createSender'>('', sender, options),
    get: (id: string, options?: CallOptions) => get<'getSender'>(at(id), undefined, options),
    edit: (id: string, changes: SenderChanges, options?: EditOptions) =>
      patch<'editSender'>(at(id), changes, options),
    delete: (id: string, options?: CallOptions) => remove<'deleteSender'>(at(id), options),
    list: (query?: QueryOf<'listSenders'>, options?: CallOptions) =>
      list<'listSenders'>('', query, options),
  };
}
