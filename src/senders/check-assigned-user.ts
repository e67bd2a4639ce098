import type { Scope } from '#db/scope';
import { hasUser } from '#db/users';
import { validationFailed } from '#domain/errors';

/** @throws AppError `validation_failed` for a user that the workspace does not have */
export async function checkAssignedUser(
  scope: Scope,
  userId: string | null | undefined,
): Promise<void> {
  if (userId === undefined || userId === null || (await hasUser(scope.tx, userId))) return;
  throw validationFailed([
    { pointer: '/assignedUserId', detail: 'assignedUserId must be a user of this workspace' },
  ]);
}
