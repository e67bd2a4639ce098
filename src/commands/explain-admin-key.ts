import { join } from 'node:path';
import type { Environment } from '#src/env';
import type { AdminKeyState } from '#workspaces/judge-admin-key';

export interface AdminKeyProblem {
  detail: string;
  mend: string;
}

type Places = Pick<Environment, 'PUNCTUAL_ADMIN_KEY' | 'DATA_DIR'>;

/** What is wrong with the admin key, by where it is kept and never by itself; `null`: nothing. */
export function explainAdminKey(state: AdminKeyState, places: Places): AdminKeyProblem | null {
  const path = join(places.DATA_DIR, 'admin-key');
  const isGiven = places.PUNCTUAL_ADMIN_KEY !== undefined;
  const where = isGiven ? 'PUNCTUAL_ADMIN_KEY' : path;
  const mend = isGiven
    ? 'set PUNCTUAL_ADMIN_KEY to another key: the next start lets it in as an admin'
    : `remove ${path}: the next start makes another key`;
  switch (state.kind) {
    case 'ended':
      return { detail: `the key of ${where} has expired or was deleted, and opens nothing`, mend };
    case 'demoted':
      return { detail: `the key of ${where} acts as a user who is no admin any more`, mend };
    case 'admin':
      if (state.endsAt === null) return null;
      return { detail: `the key of ${where} ends at ${state.endsAt.toISOString()}`, mend };
    case 'unknown':
      return null;
  }
}
