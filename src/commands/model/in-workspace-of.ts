import type { Queryable } from '#db/connect';
import type { Environment } from '#src/env';
import { chooseWorkspace } from '../choose-workspace.ts';
import { withDatabase } from '../with-database.ts';

/** Does a command's work in one transaction, on the workspace that it names, else the only one. */
export function inWorkspaceOf<T>(
  environment: Environment,
  { workspace }: { workspace?: string },
  work: (tx: Queryable, workspaceId: string) => Promise<T>,
): Promise<T> {
  return withDatabase(environment, 'punctual model', ({ db }) =>
    db.transaction(async (tx) => work(tx, await chooseWorkspace(tx, workspace))),
  );
}
