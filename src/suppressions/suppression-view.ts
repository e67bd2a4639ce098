import type { SuppressionRow } from '#db/suppressions';

/** A suppression as callers see it. */
export type SuppressionView = Omit<SuppressionRow, 'workspaceId'>;

/** The row without its workspace. */
export function toSuppressionView(row: SuppressionRow): SuppressionView {
  const { id, address, channel, reason, createdAt } = row;
  return { id, address, channel, reason, createdAt };
}
