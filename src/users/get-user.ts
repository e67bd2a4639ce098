import type { Scope } from '#db/scope';
import { findUser } from '#db/users';
import { AppError } from '#domain/errors';
import { toUserView, type UserView } from './user-view.ts';

/** A user. @throws AppError `not_found` */
export async function getUser(scope: Scope, id: string): Promise<UserView> {
  const row = await findUser(scope.tx, id);
  if (!row) throw userNotFound();
  return toUserView(row);
}

/** What is said of an id that names no user of this workspace. */
export function userNotFound(): AppError {
  return new AppError('not_found', 'there is no such user');
}
