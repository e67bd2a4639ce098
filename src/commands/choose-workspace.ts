import type { Queryable } from '#db/connect';
import { findWorkspace } from '#db/find-workspace';
import { findWorkspaceNames } from '#db/workspaces';

const MOST_TOLD = 20;

/**
 * The workspace that a command is about: the one that is asked for, else the only one.
 *
 * @throws when it is not there, or there are several to choose from
 */
export async function chooseWorkspace(tx: Queryable, asked: string | undefined): Promise<string> {
  if (asked !== undefined) return (await findWorkspace(tx, asked)).id;
  const known = await findWorkspaceNames(tx, MOST_TOLD);
  const [first, second] = known;
  if (first === undefined) throw new Error('there is no workspace yet: run punctual start first');
  if (second === undefined) return first.id;
  const list = known.map(({ id, name }) => `  ${id}  ${name}`).join('\n');
  throw new Error(`there are several workspaces: name one by --workspace\n${list}`);
}
