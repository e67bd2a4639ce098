import type { WorkspaceRow } from '#db/find-workspace';
import type { QuietHours } from '#domain/quiet-hours';

/** What a workspace's settings need of the house. */
export interface WorkspaceHouse {
  /** Where recipients reach the API from outside. */
  publicUrl?: string | undefined;
}

const nowhereToUnsubscribe = {
  code: 'public_url_missing',
  detail:
    'unsubscribeHeaders needs PUBLIC_URL: until it is set, emails have no link to unsubscribe',
};

/** A workspace as its callers see it. */
export interface WorkspaceView {
  id: string;
  name: string;
  defaultCountry: string;
  defaultTimeZone: string;
  unlockOptimized: boolean;
  imessageFallbackSeconds: number;
  unsubscribeHeaders: boolean;
  rerenderOnContactChange: boolean;
  /** How long engagement events are kept, in days. */
  engagementRetentionDays: number;
  holdoutShare: number;
  quietHours: QuietHours | null;
  /** What is asked for and cannot be done. */
  warnings: { code: string; detail: string }[];
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

/** The row is what callers see; the list is written out so that a new column stays inside. */
export function toWorkspaceView(row: WorkspaceRow, house: WorkspaceHouse): WorkspaceView {
  return {
    id: row.id,
    name: row.name,
    defaultCountry: row.defaultCountry,
    defaultTimeZone: row.defaultTimeZone,
    unlockOptimized: row.unlockOptimized,
    imessageFallbackSeconds: row.imessageFallbackSeconds,
    unsubscribeHeaders: row.unsubscribeHeaders,
    rerenderOnContactChange: row.rerenderOnContactChange,
    engagementRetentionDays: row.engagementRetentionDays,
    holdoutShare: row.holdoutShare,
    quietHours: row.quietHours,
    warnings: row.unsubscribeHeaders && house.publicUrl === undefined ? [nowhereToUnsubscribe] : [],
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    version: row.version,
  };
}
