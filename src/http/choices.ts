import { z } from '@hono/zod-openapi';
import { listRecipientChoices } from '#contacts/list-recipient-choices';
import { CHOICES_MAX, listSenderChoices } from '#contacts/list-sender-choices';
import { channels } from '#domain/message';
import { defineRoute, type Route } from './define-route.ts';
import type { HttpDeps } from './http-deps.ts';
import { idParams } from './ids.ts';
import { pageOf } from './pages.ts';

const tag = 'Contacts';
const params = idParams('contact');
const query = z.strictObject({ channel: z.enum(channels) });

const isLastUsed = z.boolean().openapi({ description: 'Of the newest item, sent or received.' });
const selected = z
  .boolean()
  .openapi({ description: 'What a message has whose caller leaves it out.' });

const senderChoice = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    address: z.string().nullable().openapi({ description: "Or a messaging service's id." }),
    isDefault: z.boolean(),
    isLastUsed,
    assignedUser: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
    selected,
  })
  .openapi('SenderChoice');

const recipientChoice = z
  .strictObject({
    address: z.string(),
    label: z.string().nullable(),
    isPrimary: z.boolean(),
    isLastUsed,
    selected,
    suppressed: z.boolean().openapi({ description: 'Nothing more goes there on this channel.' }),
  })
  .openapi('RecipientChoice');

/** `GET /v1/contacts/{id}/senders`. */
export function senderChoicesRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/contacts/{id}/senders',
    operationId: 'listSenderChoices',
    tag,
    summary: 'List what this key may send to a contact from',
    description: `The selected one first, then the default, then by name: at most ${CHOICES_MAX}, in one page.`,
    params,
    query,
    status: 200,
    answer: pageOf(senderChoice, 'SenderChoices'),
    answerDescription: 'Active senders of the channel that this key may use.',
    run: async (scope, input) => ({
      body: await listSenderChoices(scope, input.params.id, input.query.channel),
    }),
  });
}

/** `GET /v1/contacts/{id}/recipients`. */
export function recipientChoicesRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/contacts/{id}/recipients',
    operationId: 'listRecipientChoices',
    tag,
    summary: 'List where a channel can reach a contact',
    description: 'The selected one first, then the primary, all in one page.',
    params,
    query,
    status: 200,
    answer: pageOf(recipientChoice, 'RecipientChoices'),
    answerDescription: "The contact's addresses for the channel.",
    run: async (scope, input) => ({
      body: await listRecipientChoices(scope, input.params.id, input.query.channel),
    }),
  });
}
