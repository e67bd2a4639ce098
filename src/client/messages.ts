import type { Message, MessageChanges, NewMessage } from './api-types.ts';
import type { CallOptions, EditOptions, WriteOptions } from './client-options.ts';
import { at, createResource } from './create-resource.ts';
import type { Transport } from './create-transport.ts';
import type { QueryOf } from './operation-types.ts';
import { readJsonLines } from './read-json-lines.ts';

type ExportQuery = Omit<QueryOf<'exportMessages'>, 'format'>;

/** What can be done with messages. */
export function createMessages(transport: Transport) {
  const { post, get, patch, list } = createResource(transport, '/v1/messages');
  return {
    /**
     * Schedules a message, or sends it now when it has no `sendAt`.
     *
     * @example
     * const message = await punctual.messages.schedule({
     *   channel: 'sms',
     *   to: '+12125550123',
     *   text: 'See you at nine.',
     *   sendAt: '2027-01-15T09:00',
     *   timeZone: 'America/Vancouver',
     * });
     */
    schedule: (message: NewMessage, options?: WriteOptions) =>
      post<'scheduleMessage'>('', message, options),
    /** Says what `schedule` would do, and stores nothing. */
    preview: (message: NewMessage, options?: WriteOptions) =>
      post<'previewMessage'>('/preview', message, options),
    get: (id: string, options?: CallOptions) => get<'getMessage'>(at(id), undefined, options),
    /** Edits or reschedules it, until it is claimed for sending. */
    edit: (id: string, changes: MessageChanges, options?: EditOptions) =>
      patch<'editMessage'>(at(id), changes, options),
    /** Cancels it: once it is answered, it is never sent. */
    cancel: (id: string, options?: WriteOptions) =>
      post<'cancelMessage'>(`${at(id)}/cancel`, undefined, options),
    /** All that happened to it, and why. */
    timeline: (id: string, options?: CallOptions) =>
      get<'getTimeline'>(`${at(id)}/timeline`, undefined, options),
    /** What matches all filters, newest first. */
    list: (query?: QueryOf<'listMessages'>, options?: CallOptions) =>
      list<'listMessages'>('', query, options),
    /**
     * All that match, however many, in one request: newest first, as they come in.
     *
     * @throws PunctualError `network_error` where it breaks off; the signal's reason when given up
     * @example
     * for await (const message of punctual.messages.export({ status: ['delivered'] })) {
     *   console.log(message.id, message.deliveredAt);
     * }
     */
    async *export(query: ExportQuery = {}, options?: CallOptions): AsyncGenerator<Message, void> {
      const asked = { ...query, format: 'ndjson' };
      const call = { method: 'GET' as const, path: '/v1/messages/export', query: asked, options };
      yield* readJsonLines<Message>(await transport.open(call), options?.signal);
    },
    /** The same as a file, unread: its `body` is the CSV. */
    exportCsv: (query: ExportQuery = {}, options?: CallOptions): Promise<Response> =>
      transport.open({
        method: 'GET',
        path: '/v1/messages/export',
        query: { ...query, format: 'csv' },
        options,
      }),
  };
}
