import type { Queryable } from '#db/connect';
import { findAdminKey } from '#local/admin-key-file';
import type { Environment } from '#src/env';
import { judgeAdminKey } from '#workspaces/judge-admin-key';
import { explainAdminKey } from '../explain-admin-key.ts';
import { type Finding, warn } from './finding.ts';
import { toReason } from './to-reason.ts';

const PART = 'Admin key';

/** Whether the key that the first admin was given still opens what admins may do. */
export async function checkAdminKey(db: Queryable, environment: Environment): Promise<Finding[]> {
  const { PUNCTUAL_ADMIN_KEY: given, DATA_DIR: dataDir } = environment;
  let key: string | null;
  try {
    key = given ?? (await findAdminKey(dataDir));
  } catch (error) {
    const mend = `mend the file admin-key in ${dataDir}, or set PUNCTUAL_ADMIN_KEY`;
    return [warn(PART, `cannot be read: ${toReason(error)}`, mend)];
  }
  if (key === null) return [];
  const problem = explainAdminKey(await judgeAdminKey(db, key), environment);
  return problem ? [warn(PART, problem.detail, problem.mend)] : [];
}
