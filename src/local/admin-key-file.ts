import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FORM = /^pk_[A-Za-z0-9_-]{32,}$/;

/**
 * Reads the admin API key of a data folder, or makes one the first time: `pk_` and 43 random
 * base64url characters, in the file `admin-key` that only its owner may read.
 *
 * @throws Error when the file holds something else: it names the file, never its content.
 */
export async function readAdminKey(dataDir: string): Promise<string> {
  const key = await findAdminKey(dataDir);
  return key ?? (await makeKey(join(dataDir, 'admin-key'), dataDir));
}

/** {@link readAdminKey}, and `null` where none was made yet. */
export function findAdminKey(dataDir: string): Promise<string | null> {
  return readKey(join(dataDir, 'admin-key'));
}

async function readKey(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  if (!FORM.test(text.trim())) {
    throw new Error(`${path} does not hold an admin key; remove it to get a new one`);
  }
  return text.trim();
}

async function makeKey(path: string, dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const key = `pk_${randomBytes(32).toString('base64url')}`;
  await writeFile(temporary, `${key}\n`, { mode: 0o600, flush: true });
  try {
    // A link fails where another process was first; its key is then the one.
    await link(temporary, path);
    return key;
  } catch (error) {
    const winner = await readKey(path);
    if (winner === null) throw error;
    return winner;
  } finally {
    await rm(temporary, { force: true });
  }
}
