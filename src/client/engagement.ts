import type { CallOptions, WriteOptions } from './client-options.ts';
import { createResource } from './create-resource.ts';
import type { Transport } from './create-transport.ts';
import type { QueryOf } from './operation-types.ts';

/** What a recipient did elsewhere. */
export interface EngagementEvent {
  /** The contact, or else the address. */
  contactId?: string | undefined;
  address?: string | undefined;
  channel: 'email' | 'sms' | 'mms' | 'whatsapp' | 'imessage';
  kind: 'open' | 'click' | 'reply';
  /** RFC 3339. */
  at: string | Date;
  /** A program did it. */
  machine?: boolean | undefined;
  /** The same one counts once. */
  eventId?: string | undefined;
}

/** What recipients did, and what comes of knowing it. */
export function createEngagement(transport: Transport) {
  const { post, get } = createResource(transport, '/v1');
  return {
    /** Keeps up to 50,000 events, in any order. */
    add: (events: readonly EngagementEvent[], options?: WriteOptions) =>
      post<'createEngagementEvents'>('/engagement-events', { events: [...events] }, options),
    /** How much more optimized messages are engaged with than those of the holdout. */
    report: (query?: QueryOf<'reportSendTimes'>, options?: CallOptions) =>
      get<'reportSendTimes'>('/send-time/report', query, options),
  };
}
