import type { BatchView } from '#batches/batch-view';
import { cancelBatch } from '#batches/cancel-batch';
import { getBatch } from '#batches/get-batch';
import { pauseBatch } from '#batches/pause-batch';
import { resumeBatch } from '#batches/resume-batch';
import { batch } from './batch-schemas.ts';
import { defineRoute, type Route } from './define-route.ts';
import type { HttpDeps, VerbScope } from './http-deps.ts';
import { idParams } from './ids.ts';

interface Change {
  name: 'pause' | 'resume' | 'cancel';
  summary: string;
  description: string;
  change: (scope: VerbScope, id: string) => Promise<BatchView>;
}

const params = idParams('batch');

const changes: readonly Change[] = [
  {
    name: 'pause',
    summary: 'Pause a batch',
    description: 'From the answer on nothing of it is sent, until it is resumed.',
    change: pauseBatch,
  },
  {
    name: 'resume',
    summary: 'Let a paused batch go on',
    description: 'What was due meanwhile goes at once, in its order.',
    change: resumeBatch,
  },
  {
    name: 'cancel',
    summary: 'Cancel a batch',
    description:
      'From the answer on nothing more of it is sent. What was sent, or is in the hands of a provider, stays as it is.',
    change: cancelBatch,
  },
];

/** What is done to a batch as a whole: `POST /v1/batches/{id}/pause` and its like. */
export function batchChangeRoutes(deps: HttpDeps): Route[] {
  return changes.map((each) => changeRoute(deps, each));
}

function changeRoute(deps: HttpDeps, { name, summary, description, change }: Change): Route {
  return defineRoute(deps, {
    method: 'post',
    path: `/v1/batches/{id}/${name}`,
    operationId: `${name}Batch`,
    tag: 'Batches',
    summary,
    description: `${description} Asked again, it changes nothing.`,
    params,
    status: 200,
    conflicts: true,
    answer: batch,
    answerDescription:
      'The batch, with its messages counted by status: what was sent before is exact.',
    run: async (scope, { params: { id } }) => ({ body: await change(scope, id) }),
    complete: ({ id }, actor) => deps.transact(actor, 'read', (scope) => getBatch(scope, id)),
  });
}
