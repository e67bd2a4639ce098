import type { WorkspaceChanges } from './api-types.ts';
import type { CallOptions, EditOptions } from './client-options.ts';
import { createResource } from './create-resource.ts';
import type { Transport } from './create-transport.ts';

/** The settings of the key's workspace. */
export function createWorkspace(transport: Transport) {
  const { get, patch } = createResource(transport, '/v1/workspace');
  return {
    get: (options?: CallOptions) => get<'getWorkspace'>('', undefined, options),
    edit: (changes: WorkspaceChanges, options?: EditOptions) =>
      patch<'editWorkspace'>('', changes, options),
  };
}
