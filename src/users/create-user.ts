import { newId } from '#db/new-id';
import type { Scope } from '#db/scope';
import { violates } from '#db/to-app-error';
import { insertUser } from '#db/users';
import type { Role } from '#domain/actor';
import { AppError, validationFailed } from '#domain/errors';
import { parseEmail } from '#domain/recipient';
import type { UserView } from './user-view.ts';

export interface UserInput {
  name: string;
  email: string;
  role: Role;
}

/**
 * Adds a user to the workspace.
 *
 * @throws AppError `validation_failed`, `conflict` when the workspace has the email address
 */
export async function createUser(scope: Scope, input: UserInput): Promise<UserView> {
  const email = parseEmail(input.email);
  if (email === null) {
    throw validationFailed([{ pointer: '/email', detail: 'email must be an email address' }]);
  }
  const view = { ...input, id: newId('usr'), email, createdAt: scope.now };
  try {
    await insertUser(scope.tx, { ...view, workspaceId: scope.workspaceId });
  } catch (error) {
    if (!violates(error, 'users_workspace_email')) throw error;
    throw new AppError('conflict', 'email must be new: the workspace has a user with it');
  }
  return view;
}
