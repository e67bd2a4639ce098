import { findBatch } from '#db/batches';
import { findWorkspace } from '#db/find-workspace';
import type { MessageRow } from '#db/messages/message-row';
import type { Scope } from '#db/scope';
import { AppError } from '#domain/errors';
import { whyUnchangeable } from '#domain/status';

/**
 * Refuses a change, by its id, of a message that may not be changed so any more (C1, C2, C3).
 *
 * @throws AppError `already_sending`, `final`, `optimized_message_locked`.
 */
export async function refuseChange(scope: Scope, message: MessageRow): Promise<void> {
  switch (whyUnchangeable(message.status)) {
    case 'already_sending':
      throw new AppError(
        'already_sending',
        `the message is ${message.status}: it is in the provider's hands, or may be`,
      );
    case 'final':
    case 'canceled':
      throw new AppError('final', `the message is ${message.status}, which is final`);
    case null:
      await refuseOfCanceledBatch(scope, message);
      return refuseLocked(scope, message);
  }
}

/** Whether its batch was canceled: it never goes, though it may not be marked so yet (B2). */
export async function isOfCanceledBatch(scope: Scope, message: MessageRow): Promise<boolean> {
  if (message.batchId === null) return false;
  const batch = await findBatch(scope.tx, message.batchId);
  return batch?.status === 'canceled';
}

async function refuseOfCanceledBatch(scope: Scope, message: MessageRow): Promise<void> {
  if (!(await isOfCanceledBatch(scope, message))) return;
  throw new AppError('final', 'the message is of a batch that was canceled, which is final');
}

async function refuseLocked(scope: Scope, message: MessageRow): Promise<void> {
  if (message.timingKind !== 'optimized') return;
  const { unlockOptimized } = await findWorkspace(scope.tx, scope.workspaceId);
  if (unlockOptimized) return;
  throw new AppError(
    'optimized_message_locked',
    'a message that the optimizer timed is locked once it is accepted',
  );
}
