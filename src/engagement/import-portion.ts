import { type EngagementImportRow, moveImport } from '#db/engagement-imports';
import type { Scope } from '#db/scope';
import { acceptEngagements } from './accept-engagements.ts';
import type { EngagementItem, RejectedEngagement } from './engagement-input.ts';

/** Some lines of a file, and where they end. */
export interface ImportPortion {
  items: readonly EngagementItem[];
  to: { byte: number; line: number };
}

/**
 * Keeps the events of some lines, and that they are kept, in one transaction: killed before its
 * end, neither is; run twice, the second is refused.
 *
 * @throws when somebody else imports the same file
 */
export async function importPortion(
  scope: Pick<Scope, 'tx' | 'workspaceId' | 'now'>,
  from: EngagementImportRow,
  { items, to }: ImportPortion,
): Promise<{ at: EngagementImportRow; rejected: RejectedEngagement[] }> {
  const { rejected, ...counted } = await acceptEngagements(scope, items);
  const counts = { ...counted, rejected: rejected.length };
  if (!(await moveImport(scope.tx, from, { to, counts, now: scope.now }))) {
    throw new Error('this file is being imported by another process');
  }
  const at = {
    ...from,
    ...to,
    received: from.received + counts.received,
    accepted: from.accepted + counts.accepted,
    duplicates: from.duplicates + counts.duplicates,
    expired: from.expired + counts.expired,
    rejected: from.rejected + counts.rejected,
  };
  return { at, rejected };
}
