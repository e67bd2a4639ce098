import { z } from '@hono/zod-openapi';
import { createBatch } from '#batches/create-batch';
import { getBatch } from '#batches/get-batch';
import { listBatchMessages } from '#batches/list-batch-messages';
import { listBatches } from '#batches/list-batches';
import { openBatch } from '#batches/open-batch';
import { tryBatch } from '#batches/try-batch';
import { batchStatuses } from '#domain/batch';
import { acceptedBatch, batch, batchSummary, newBatch } from './batch-schemas.ts';
import { defineRoute, type Route } from './define-route.ts';
import type { HttpDeps } from './http-deps.ts';
import { idParams } from './ids.ts';
import { BATCH_BODY_MAX } from './limit-body.ts';
import { lookAtTemplates } from './look-at-templates.ts';
import { message } from './message-schemas.ts';
import { pageOf, pageQuery, toPageAnswer, toPageRequest } from './pages.ts';
import { parseItems, templatesOf } from './parse-items.ts';

const tag = 'Batches';
const params = idParams('batch');
const status = z.array(z.enum(batchStatuses)).optional().openapi({ description: 'One of these.' });

/** The routes under `/v1/batches`. */
export function batchRoutes(deps: HttpDeps): Route[] {
  return [postRoute(deps), listRoute(deps), getRoute(deps), messagesRoute(deps)];
}

function postRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'post',
    path: '/v1/batches',
    operationId: 'createBatch',
    tag,
    summary: 'Schedule many messages at once',
    description:
      'Each item is accepted or refused as a POST of it would be; the good ones are kept, unless `allOrNothing`. A field of an item takes the place of the default, `variables` as a whole. At most 32 MB. With `open` its messages come as lines; with `dryRun` alone nothing is stored.',
    body: newBatch,
    itemsOf: 'items',
    bodyMax: BATCH_BODY_MAX,
    status: 202,
    answer: acceptedBatch,
    answerDescription: 'How many were accepted, and which were not.',
    answersLocation: true,
    prepare: ({ body }) => lookAtTemplates(deps, templatesOf(body)),
    run: async (scope, { body }) => {
      if (body.open) {
        const opened = await openBatch(scope, body);
        return { body: opened, location: `/v1/batches/${opened.id}` };
      }
      const items = await parseItems(body);
      if (body.dryRun) return { body: await tryBatch(deps.messageDeps, scope, { ...body, items }) };
      const { batch, lastSendAt } = await createBatch(deps.messageDeps, scope, { ...body, items });
      return {
        body: batch,
        location: `/v1/batches/${batch.id}`,
        ...(lastSendAt === null ? {} : { keepFrom: lastSendAt }),
      };
    },
  });
}

function listRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/batches',
    operationId: 'listBatches',
    tag,
    summary: 'List batches',
    query: z.strictObject({ status, ...pageQuery('batch') }),
    status: 200,
    answer: pageOf(batchSummary, 'BatchPage'),
    answerDescription: 'Newest first; messages are not counted.',
    run: async (scope, { query }) => ({
      body: toPageAnswer(
        await listBatches(scope, { ...toPageRequest(query), status: query.status }),
      ),
    }),
  });
}

function getRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/batches/{id}',
    operationId: 'getBatch',
    tag,
    summary: 'Get a batch, and how far it is',
    params,
    status: 200,
    answer: batch,
    answerDescription: 'The batch, with its messages counted by status.',
    run: async (scope, input) => ({ body: await getBatch(scope, input.params.id) }),
  });
}

function messagesRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/batches/{id}/messages',
    operationId: 'listBatchMessages',
    tag,
    summary: "List a batch's messages",
    params,
    query: z.strictObject(pageQuery('message')),
    status: 200,
    answer: pageOf(message, 'BatchMessagePage'),
    answerDescription: 'Its messages, newest first.',
    run: async (scope, { params: { id }, query }) => ({
      body: toPageAnswer(await listBatchMessages(scope, id, toPageRequest(query))),
    }),
  });
}
