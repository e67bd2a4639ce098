import { DemoError } from '#demo/demo-error';
import { runDemo } from '#demo/run-demo';
import { findAdminKey } from '#local/admin-key-file';
import type { Environment } from '#src/env';
import { toApiUrl } from './to-api-url.ts';

/**
 * Plays the demo on the running instance, over HTTP alone.
 *
 * @returns the exit code: 1 when something was not as it should be.
 */
export async function demo(environment: Environment): Promise<number> {
  const isWell = await runDemo({
    url: toApiUrl(environment),
    key: environment.PUNCTUAL_ADMIN_KEY ?? (await requireAdminKey(environment.DATA_DIR)),
    say: (line) => process.stdout.write(`${line}\n`),
    colours: process.stdout.isTTY === true,
  });
  return isWell ? 0 : 1;
}

async function requireAdminKey(dataDir: string): Promise<string> {
  const key = await findAdminKey(dataDir);
  if (key !== null) return key;
  throw new DemoError(
    `nothing was started on ${dataDir} yet: run npm start first, or set PUNCTUAL_ADMIN_KEY`,
  );
}
