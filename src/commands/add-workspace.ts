import { connect, type Database } from '#db/connect';
import { hasWorkspaceNamed } from '#db/has-workspace-named';
import { lockFirstStart } from '#db/workspaces';
import { findRunningPostgres } from '#local/find-running-postgres';
import { type Environment, EnvironmentError } from '#src/env';
import { type CreatedWorkspace, createWorkspace } from '#workspaces/create-workspace';
import { requireMigrated } from './require-migrated.ts';

const NAME = /^\P{Cc}{1,200}$/u;

/**
 * Makes another tenant and prints its admin's key, this once. A name that a tenant has already is
 * refused: it would be a command run twice by mistake.
 */
export async function addWorkspace(environment: Environment, given: string): Promise<void> {
  const name = given.trim();
  if (!NAME.test(name)) throw new Error('NAME must have 1 to 200 characters, all in one line');
  const { db, sql, close } = connect({
    url: await findDatabase(environment),
    poolSize: 1,
    name: 'punctual workspace',
  });
  try {
    await requireMigrated(sql);
    process.stdout.write(toText(name, await createOnce(db, name)));
  } finally {
    await close();
  }
}

async function findDatabase({ DATABASE_URL: url, DATA_DIR: dataDir }: Environment) {
  const found = url ?? (await findRunningPostgres(dataDir));
  if (found !== null) return found;
  throw new EnvironmentError(
    `DATABASE_URL: left out, and nothing runs on ${dataDir}; set it, or run punctual start first`,
  );
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
