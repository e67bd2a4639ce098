import { z } from '@hono/zod-openapi';
import { closeBatch } from '#batches/close-batch';
import { findOpenUpload } from '#batches/find-upload';
import { getBatch } from '#batches/get-batch';
import { listRejections } from '#batches/list-rejections';
import type { Actor } from '#domain/actor';
import { batch, rejection } from './batch-schemas.ts';
import { cursorOf } from './cursor.ts';
import { defineRoute, type Route } from './define-route.ts';
import type { HttpDeps } from './http-deps.ts';
import { idParams } from './ids.ts';
import { lookAtLines } from './look-at-lines.ts';
import { pageOf, pageQuery, toPageAnswer, toPageRequest } from './pages.ts';
import { readTail } from './read-tail.ts';

const tag = 'Batches';
const params = idParams('batch');

// As PostgreSQL's integers are.
const LINE = /^[1-9]\d{0,8}$/;

/** The routes that end an upload, and tell what was wrong with it. */
export function batchUploadRoutes(deps: HttpDeps): Route[] {
  return [closeRoute(deps), rejectionsRoute(deps)];
}

function closeRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'post',
    path: '/v1/batches/{id}/close',
    operationId: 'closeBatch',
    tag,
    summary: 'End an upload: its messages go at their times',
    description:
      'The last line needs no end. With `allOrNothing` and a line that was rejected the batch is canceled. Closing it again changes nothing.',
    params,
    conflicts: true,
    status: 200,
    answer: batch,
    answerDescription: 'The batch.',
    prepare: ({ params: { id } }, actor) => lookAtTail(deps, actor, id),
    run: async (scope, { params: { id } }) => ({
      body: await closeBatch(deps.messageDeps, scope, { id, readTail }),
    }),
    complete: ({ id }, actor) => deps.transact(actor, 'read', (scope) => getBatch(scope, id)),
  });
}

/** The last line is planned on closing where it has no end. */
async function lookAtTail(deps: HttpDeps, actor: Actor, id: string): Promise<void> {
  if (!deps.messageDeps.templates) return;
  const upload = await deps.transact(actor, 'read', (scope) => findOpenUpload(scope, id));
  await lookAtLines(deps, (upload && readTail(upload)?.items) ?? []);
}

function rejectionsRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/batches/{id}/rejections',
    operationId: 'listRejections',
    tag,
    summary: 'List the lines or items of a batch that are no messages',
    params,
    query: z.strictObject({ ...pageQuery('batch'), cursor: cursorOf(LINE).optional() }),
    status: 200,
    answer: pageOf(rejection, 'BatchRejectionPage'),
    answerDescription: 'In the order of lines.',
    run: async (scope, { params: { id }, query }) => ({
      body: toPageAnswer(await listRejections(scope, id, toPageRequest(query))),
    }),
  });
}
