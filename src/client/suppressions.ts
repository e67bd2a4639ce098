import type { MadeSuppression, NewSuppression, SuppressedAddress } from './api-types.ts';
import type { CallOptions } from './client-options.ts';
import { createResource } from './create-resource.ts';
import type { Transport } from './create-transport.ts';
import type { QueryOf } from './operation-types.ts';

const path = '/v1/suppressions';

/** What can be done with addresses to which nothing more goes. */
export function createSuppressions(transport: Transport) {
  const { list } = createResource(transport, path);
  return {
    /** Suppresses an address on a channel, and cancels what is pending for it. */
    put: (suppression: NewSuppression, options?: CallOptions) =>
      transport.send<MadeSuppression>({ method: 'PUT', path, body: suppression, options }),
    delete: (suppressed: SuppressedAddress, options?: CallOptions) =>
      transport.send<undefined>({ method: 'DELETE', path, body: suppressed, options }),
    list: (query?: QueryOf<'listSuppressions'>, options?: CallOptions) =>
      list<'listSuppressions'>('', query, options),
  };
}
