import { removeKey } from '#db/keys';
import type { Scope } from '#db/scope';
import { AppError } from '#domain/errors';

/**
 * Deletes a key: it opens nothing from now on. A key may delete itself.
 *
 * @throws AppError `not_found`
 */
export async function deleteKey(scope: Scope, id: string): Promise<void> {
  if (!(await removeKey(scope.tx, id))) throw new AppError('not_found', 'there is no such key');
}
