import { runDemo } from '#demo/run-demo';
import type { Environment } from '#src/env';
import { requireAdminKey } from './require-admin-key.ts';
import { toApiUrl } from './to-api-url.ts';

/**
 * Plays the demo on the running instance, over HTTP alone.
 *
 * @returns the exit code: 1 when something was not as it should be.
 */
export async function demo(environment: Environment): Promise<number> {
  const isWell = await runDemo({
    url: toApiUrl(environment),
    key: await requireAdminKey(environment),
    say: (line) => process.stdout.write(`${line}\n`),
    colours: process.stdout.isTTY === true,
  });
  return isWell ? 0 : 1;
}
