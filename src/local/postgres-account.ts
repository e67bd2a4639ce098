import type { Environment } from './environment.ts';
import { runTool } from './run-tool.ts';
import type { Account } from './server-process.ts';

/**
 * The account that PostgreSQL runs as: our own (undefined), except for root, which it refuses:
 * then `postgres` where there is one, else `nobody`.
 *
 * @throws Error when we are root and there is neither.
 */
export async function findPostgresAccount(env: Environment): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const account = (await readAccount('postgres', env)) ?? (await readAccount('nobody', env));
  if (account !== null) return account;
  throw new Error(
    'PostgreSQL refuses to run as root, and there is no user "postgres" or "nobody": ' +
      'start as another user, or set DATABASE_URL',
  );
}

async function readAccount(name: string, env: Environment): Promise<Account | null> {
  try {
    const uid = Number(await runTool({ file: 'id', args: ['-u', name], env }));
    const gid = Number(await runTool({ file: 'id', args: ['-g', name], env }));
    return { uid, gid };
  } catch {
    return null;
  }
}
