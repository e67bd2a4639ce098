import type { EngagementImportRow } from '#db/engagement-imports';
import { readEnvironment } from '#src/env';
import { chooseWorkspace } from '../choose-workspace.ts';
import { createProgress } from '../create-progress.ts';
import { withDatabase } from '../with-database.ts';
import { type IdentifiedFile, identifyFile } from './identify-file.ts';
import { importFile } from './import-file.ts';
import { createImportReport } from './import-report.ts';

export interface ImportOptions {
  workspace?: string | undefined;
  json?: true | undefined;
}

/** Everything is in; some lines were not events. */
const SOME_REJECTED = 2;

/**
 * Imports a file of engagement events into a workspace, and prints what came of it.
 *
 * @returns the process's exit code: 0, or 2 where lines were rejected
 * @throws when it could not be imported to its end: run again, it goes on from there
 */
export async function importEngagement(path: string, options: ImportOptions): Promise<number> {
  const progress = createProgress();
  const file = await identify(path);
  return withDatabase(readEnvironment(), 'punctual engagement', async ({ db }) => {
    const workspaceId = await chooseWorkspace(db, options.workspace);
    const report = createImportReport(progress, file);
    const end = await importFile(db, { path, file, workspaceId }, report);
    progress.clear();
    const told = options.json ? report.toJson(end) : report.toText(end);
    process.stdout.write(`${told}\n`);
    return toExitCode(end);
  });
}

function toExitCode({ rejected }: EngagementImportRow): number {
  return rejected > 0 ? SOME_REJECTED : 0;
}

async function identify(path: string): Promise<IdentifiedFile> {
  return identifyFile(path).catch((error) => {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'it failed';
    throw new Error(`FILE cannot be read (${why})`);
  });
}
