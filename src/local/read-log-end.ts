import { readFile } from 'node:fs/promises';

/** The last lines of a server's log, for an error message; empty when there is none. */
export async function readLogEnd(path: string, lines = 8): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
