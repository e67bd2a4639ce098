import { findAdminKey } from '#local/admin-key-file';
import type { Environment } from '#src/env';

/** The key to ask a running instance with: the environment's, else that of its data folder. */
export async function requireAdminKey(
  environment: Pick<Environment, 'PUNCTUAL_ADMIN_KEY' | 'DATA_DIR'>,
): Promise<string> {
  const { PUNCTUAL_ADMIN_KEY, DATA_DIR } = environment;
  const key = PUNCTUAL_ADMIN_KEY ?? (await findAdminKey(DATA_DIR));
  if (key !== null) return key;
  throw new Error(
    `nothing was started on ${DATA_DIR} yet: run npm start first, or set PUNCTUAL_ADMIN_KEY`,
  );
}
