import { insertBatch } from '#db/batches';
import { newId } from '#db/new-id';
import type { Scope } from '#db/scope';
import type { OpenBatchInput } from './batch-input.ts';
import type { AcceptedBatch } from './create-batch.ts';

/** Makes a batch whose messages are uploaded: none of them goes before it is closed (B1). */
export async function openBatch(scope: Scope, input: OpenBatchInput): Promise<AcceptedBatch> {
  const id = newId('bat');
  await insertBatch(scope.tx, {
    id,
    workspaceId: scope.workspaceId,
    name: input.name ?? null,
    status: 'open',
    uploadFence: 0,
    isDryRun: input.dryRun ?? false,
    allOrNothing: input.allOrNothing ?? false,
    defaults: input.defaults ?? {},
    createdAt: scope.now,
    updatedAt: scope.now,
  });
  return { id, accepted: 0, rejected: [] };
}
