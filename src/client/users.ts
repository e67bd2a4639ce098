import type { NewUser, UserChanges } from './api-types.ts';
import type { CallOptions, WriteOptions } from './client-options.ts';
import { at, createResource } from './create-resource.ts';
import type { Transport } from './create-transport.ts';
import type { QueryOf } from './operation-types.ts';

/** What admins can do with users. */
export function createUsers(transport: Transport) {
  const { post, get, patch, list } = createResource(transport, '/v1/users');
  return {
    create: (user: NewUser, options?: WriteOptions) => post<'createUser'>('', user, options),
    get: (id: string, options?: CallOptions) => get<'getUser'>(at(id), undefined, options),
    edit: (id: string, changes: UserChanges, options?: WriteOptions) =>
      patch<'editUser'>(at(id), changes, options),
    list: (query?: QueryOf<'listUsers'>, options?: CallOptions) =>
      list<'listUsers'>('', query, options),
  };
}
