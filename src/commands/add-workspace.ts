import type { Database } from '#db/connect';
import { hasWorkspaceNamed } from '#db/has-workspace-named';
import { lockFirstStart } from '#db/workspaces';
import type { Environment } from '#src/env';
import { type CreatedWorkspace, createWorkspace } from '#workspaces/create-workspace';
import { withDatabase } from './with-database.ts';

const NAME = /^\P{Cc}{1,200}$/u;

/**
 * Makes another tenant and prints its admin's key, this once. A name that a tenant has already is
 * refused: it would be a command run twice by mistake.
 */
export async function addWorkspace(environment: Environment, given: string): Promise<void> {
  const name = given.trim();
  if (!NAME.test(name)) throw new Error('NAME must have 1 to 200 characters, all in one line');
  const created = await withDatabase(environment, 'punctual workspace', ({ db }) =>
    createOnce(db, name),
  );
  process.stdout.write(toText(name, created));
}

async function createOnce(db: Database, name: string): Promise<CreatedWorkspace> {
  return db.transaction(async (tx) => {
    await lockFirstStart(tx);
    if (await hasWorkspaceNamed(tx, name))
      throw new Error(`there is a workspace "${name}" already`);
    return createWorkspace(tx, { name, now: new Date() });
  });
}

function toText(name: string, { workspaceId, key }: CreatedWorkspace): string {
  return `Workspace "${name}" is there.

  Id         ${workspaceId}
  Admin key  ${key}

The key is shown this once. The workspace has no senders yet: POST /v1/senders makes one.
`;
}
