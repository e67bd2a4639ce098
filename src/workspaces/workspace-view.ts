import type { WorkspaceRow } from '#db/find-workspace';

/** A workspace as its callers see it. */
export interface WorkspaceView {
  id: string;
  name: string;
  defaultCountry: string;
  defaultTimeZone: string;
  unlockOptimized: boolean;
  imessageFallbackSeconds: number;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

/** The row is what callers see; the list is written out so that a new column stays inside. */
export function toWorkspaceView(row: WorkspaceRow): WorkspaceView {
  return {
    id: row.id,
    name: row.name,
    defaultCountry: row.defaultCountry,
    defaultTimeZone: row.defaultTimeZone,
    unlockOptimized: row.unlockOptimized,
    imessageFallbackSeconds: row.imessageFallbackSeconds,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    version: row.version,
  };
}
