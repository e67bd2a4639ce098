import { and, eq, lt, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { engagementImports } from './schema/engagement-imports.ts';

export type EngagementImportRow = typeof engagementImports.$inferSelect;
export type ImportedCounts = Pick<
  EngagementImportRow,
  'received' | 'accepted' | 'duplicates' | 'expired' | 'rejected'
>;

export interface ImportedFile {
  workspaceId: string;
  fileHash: string;
  bytes: number;
}

/** The imports of files that are shorter. */
export function findShorterImports(
  tx: Queryable,
  { workspaceId, bytes }: ImportedFile,
): Promise<EngagementImportRow[]> {
  return tx
    .select()
    .from(engagementImports)
    .where(and(eq(engagementImports.workspaceId, workspaceId), lt(engagementImports.bytes, bytes)));
}

/** How far a file was imported; begins with it, at `from`, if nobody did. */
export async function beginImport(
  tx: Queryable,
  { from, ...file }: ImportedFile & { from: { byte: number; line: number } | null },
  now: Date,
): Promise<EngagementImportRow> {
  const { byte, line } = from ?? { byte: 0, line: 0 };
  const row = { ...file, byte, line, startedAt: now, updatedAt: now };
  await tx.insert(engagementImports).values(row).onConflictDoNothing();
  const rows = await tx.select().from(engagementImports).where(isOf(row));
  const [found] = rows;
  if (!found) throw new Error('the import that was just begun is not there');
  return found;
}

/**
 * Goes on from one place of a file to another, and adds to the counts.
 *
 * @returns false when somebody else went on from there: nothing has changed
 */
export async function moveImport(
  tx: Queryable,
  from: EngagementImportRow,
  { to, counts, now }: { to: { byte: number; line: number }; counts: ImportedCounts; now: Date },
): Promise<boolean> {
  const plus = (name: keyof ImportedCounts) => sql`${engagementImports[name]} + ${counts[name]}`;
  const rows = await tx
    .update(engagementImports)
    .set({
      ...to,
      received: plus('received'),
      accepted: plus('accepted'),
      duplicates: plus('duplicates'),
      expired: plus('expired'),
      rejected: plus('rejected'),
      updatedAt: now,
    })
    .where(and(isOf(from), eq(engagementImports.byte, from.byte)))
    .returning({ byte: engagementImports.byte });
  return rows.length > 0;
}

function isOf({ workspaceId, fileHash }: { workspaceId: string; fileHash: string }) {
  return and(
    eq(engagementImports.workspaceId, workspaceId),
    eq(engagementImports.fileHash, fileHash),
  );
}
