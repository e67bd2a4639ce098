import { createBatches } from './batches.ts';
import type { CallOptions, ClientOptions } from './client-options.ts';
import { createContacts } from './contacts.ts';
import { at, createResource } from './create-resource.ts';
import { createTransport } from './create-transport.ts';
import { createEngagement } from './engagement.ts';
import { createKeys } from './keys.ts';
import { createMessages } from './messages.ts';
import type { QueryOf } from './operation-types.ts';
import { createSenders } from './senders.ts';
import { createSuppressions } from './suppressions.ts';
import { createUsers } from './users.ts';
import { createWebhooks } from './webhooks.ts';
import { createWorkspace } from './workspace.ts';

export type * from './api-types.ts';
export type { BatchItem, BatchSettings } from './batches.ts';
export type { CallOptions, ClientOptions, EditOptions, WriteOptions } from './client-options.ts';
export type { ByteSource } from './cut-into-pieces.ts';
export type { EngagementEvent } from './engagement.ts';
export type { Listing } from './list-pages.ts';
export { PunctualError, type PunctualErrorCode } from './punctual-error.ts';
export type {
  SeekableSource,
  UploadOptions,
  UploadResult,
  UploadSource,
  UploadState,
} from './upload-lines.ts';

export type Punctual = ReturnType<typeof createPunctual>;

/**
 * A client of one workspace: methods by resource, for Node 20, browsers and edge runtimes.
 *
 * What may be tried again is: where no answer came, at 429, 503 and other 5xx, after a growing
 * pause or what `Retry-After` says, with the same idempotency key, so that nothing is done twice.
 * A `delete` whose first answer was lost may end with `not_found`: it is gone.
 *
 * @throws TypeError for a `url` that does not begin with http:// or https://
 * @example
 * const punctual = createPunctual({ url: 'http://127.0.0.1:3000', key: 'pk_...' });
 */
export function createPunctual(options: ClientOptions) {
  const transport = createTransport({ ...options, url: requireUrl(options.url) });
  const { get, list } = createResource(transport, '/v1');
  return {
    messages: createMessages(transport),
    batches: createBatches(transport),
    contacts: createContacts(transport),
    senders: createSenders(transport),
    users: createUsers(transport),
    keys: createKeys(transport),
    workspace: createWorkspace(transport),
    suppressions: createSuppressions(transport),
    engagement: createEngagement(transport),
    webhooks: createWebhooks(transport),
    replies: {
      get: (id: string, options?: CallOptions) =>
        get<'getReply'>(`/replies${at(id)}`, undefined, options),
      /** What came in, from unknown numbers too. */
      list: (query?: QueryOf<'listReplies'>, options?: CallOptions) =>
        list<'listReplies'>('/replies', query, options),
    },
    sink: {
      /** What would have been sent. */
      list: (query?: QueryOf<'listSinkDeliveries'>, options?: CallOptions) =>
        list<'listSinkDeliveries'>('/sink/deliveries', query, options),
    },
    /** Whether a number has iMessage. */
    availability: (query: QueryOf<'getAvailability'>, options?: CallOptions) =>
      get<'getAvailability'>('/availability', query, options),
  };
}

/** `localhost:3000` would be a URL, too, of the scheme `localhost`. */
function requireUrl(url: string): string {
  if (/^https?:\/\/[^/]/i.test(url) && URL.canParse(url)) return url;
  throw new TypeError('url must begin with http:// or https://, such as http://127.0.0.1:3000');
}
