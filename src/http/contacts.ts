import type { ContactView } from '#contacts/contact-view';
import { createContact } from '#contacts/create-contact';
import { deleteContact } from '#contacts/delete-contact';
import { editContact } from '#contacts/edit-contact';
import { getContact } from '#contacts/get-contact';
import { listContacts } from '#contacts/list-contacts';
import { recipientChoicesRoute, senderChoicesRoute } from './choices.ts';
import {
  contact,
  contactChanges,
  contactFilter,
  deletedContact,
  newContact,
} from './contact-schemas.ts';
import { conversationRoute } from './conversation.ts';
import { defineRoute, type Route } from './define-route.ts';
import type { HttpDeps } from './http-deps.ts';
import { idParams } from './ids.ts';
import { pageOf, toPageAnswer, toPageRequest } from './pages.ts';
import type { Reply } from './route-spec.ts';
import { sendTimeRoute } from './send-times.ts';

const tag = 'Contacts';
const params = idParams('contact');

/** The routes under `/v1/contacts`. */
export function contactRoutes(deps: HttpDeps): Route[] {
  return [
    postRoute(deps),
    listRoute(deps),
    getRoute(deps),
    patchRoute(deps),
    deleteRoute(deps),
    conversationRoute(deps),
    senderChoicesRoute(deps),
    recipientChoicesRoute(deps),
    sendTimeRoute(deps),
  ];
}

function postRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'post',
    path: '/v1/contacts',
    operationId: 'createContact',
    tag,
    summary: 'Add a contact',
    body: newContact,
    status: 201,
    answer: contact,
    answerDescription: 'The contact.',
    answersETag: true,
    answersLocation: true,
    run: async (scope, { body }) => {
      const view = await createContact(deps.messageDeps, scope, body);
      return { ...toReply(view), location: `/v1/contacts/${view.id}` };
    },
  });
}

function listRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/contacts',
    operationId: 'listContacts',
    tag,
    summary: 'List or find contacts',
    query: contactFilter,
    status: 200,
    answer: pageOf(contact, 'ContactPage'),
    answerDescription: 'Contacts that `q` finds, or all of them; newest first.',
    run: async (scope, { query }) => ({
      body: toPageAnswer(await listContacts(scope, query.q, toPageRequest(query))),
    }),
  });
}

function getRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/contacts/{id}',
    operationId: 'getContact',
    tag,
    summary: 'Get a contact',
    params,
    status: 200,
    answer: contact,
    answerDescription: 'The contact.',
    answersETag: true,
    run: async (scope, input) => toReply(await getContact(scope, input.params.id)),
  });
}

function patchRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'patch',
    path: '/v1/contacts/{id}',
    operationId: 'editContact',
    tag,
    summary: 'Edit a contact',
    description:
      'Messages that are pending for it keep their recipients; their texts follow where the workspace has `rerenderOnContactChange`.',
    params,
    body: contactChanges,
    takesIfMatch: true,
    status: 200,
    answer: contact,
    answerDescription: 'The contact as it is now.',
    answersETag: true,
    run: async (scope, { params: { id }, body, ifMatch }) =>
      toReply(await editContact(deps.messageDeps, scope, id, body, ifMatch)),
  });
}

function deleteRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'delete',
    path: '/v1/contacts/{id}',
    operationId: 'deleteContact',
    tag,
    summary: 'Delete a contact and cancel its messages',
    params,
    status: 200,
    answer: deletedContact,
    answerDescription: 'How many messages were canceled, and how many were claimed before.',
    run: async (scope, input) => ({ body: await deleteContact(scope, input.params.id) }),
  });
}

function toReply(view: ContactView): Reply<ContactView> {
  return { body: view, version: view.version };
}
