import { insertRejections } from '#db/batch-uploads';
import { countItems, insertBatch } from '#db/batches';
import { newId } from '#db/new-id';
import type { Scope } from '#db/scope';
import type { ErrorCode } from '#domain/errors';
import type { MessageDeps } from '#messages/message-deps';
import { acceptItems } from './accept-items.ts';
import type { BatchInput } from './batch-input.ts';
import { storeItems } from './store-items.ts';

export interface AcceptedBatch {
  id: string;
  /** How many messages were accepted. */
  accepted: number;
  rejected: { index: number; code: ErrorCode; detail: string }[];
}

export interface CreatedBatch {
  batch: AcceptedBatch;
  /** The last send time of its messages; `null` without any. */
  lastSendAt: Date | null;
}

/**
 * Accepts messages that are posted together (B1): each as a POST of it would be, in one
 * transaction. The good ones are kept, unless `allOrNothing`.
 *
 * @throws AppError `validation_failed` when the items' texts are too long in all, or take too long
 * to render; with `allOrNothing`, when one item is refused.
 */
export async function createBatch(
  deps: MessageDeps,
  scope: Scope,
  input: BatchInput,
): Promise<CreatedBatch> {
  const id = newId('bat');
  const { workspaceId, now } = scope;
  await insertBatch(scope.tx, {
    id,
    workspaceId,
    name: input.name ?? null,
    status: 'running',
    // Not told yet: the relay starts its workflow.
    revision: 1,
    createdAt: now,
    updatedAt: now,
  });
  const { lastSendAt, rejections, ...told } = await acceptItems(deps, scope, {
    input,
    store: (accepted) => storeItems(scope, accepted, { batchId: id, carriedBy: 'batch' }),
  });
  const { accepted, rejected } = told;
  await insertRejections(scope.tx, { workspaceId, id }, rejections);
  await countItems(scope.tx, id, { accepted, rejected: rejected.length });
  return { batch: { id, ...told }, lastSendAt };
}
