import type { ContactChanges, NewContact } from './api-types.ts';
import type { CallOptions, EditOptions, WriteOptions } from './client-options.ts';
import { at, createResource } from './create-resource.ts';
import type { Transport } from './create-transport.ts';
import type { QueryOf } from './operation-types.ts';

/** What can be done with contacts. */
export function createContacts(transport: Transport) {
  const { post, get, patch, delete: remove, list } = createResource(transport, '/v1/contacts');
  return {
    create: (contact: NewContact, options?: WriteOptions) =>
      post<'createContact'>('', contact, options),
    get: (id: string, options?: CallOptions) => get<'getContact'>(at(id), undefined, options),
    edit: (id: string, changes: ContactChanges, options?: EditOptions) =>
      patch<'editContact'>(at(id), changes, options),
    /** Deletes it, and cancels all its pending messages. */
    delete: (id: string, options?: CallOptions) => remove<'deleteContact'>(at(id), options),
    list: (query?: QueryOf<'listContacts'>, options?: CallOptions) =>
      list<'listContacts'>('', query, options),
    /** Its messages and replies, on all channels, newest first. */
    conversation: (id: string, query?: QueryOf<'getConversation'>, options?: CallOptions) =>
      list<'getConversation'>(`${at(id)}/conversation`, query, options),
    /** What this key may send to it from. */
    senders: (id: string, query: QueryOf<'listSenderChoices'>, options?: CallOptions) =>
      list<'listSenderChoices'>(`${at(id)}/senders`, query, options),
    /** Its addresses for a channel, and which is used. */
    recipients: (id: string, query: QueryOf<'listRecipientChoices'>, options?: CallOptions) =>
      list<'listRecipientChoices'>(`${at(id)}/recipients`, query, options),
    /** When the optimizer would send to it, and why. */
    sendTime: (id: string, query?: QueryOf<'explainSendTime'>, options?: CallOptions) =>
      get<'explainSendTime'>(`${at(id)}/send-time`, query, options),
  };
}
