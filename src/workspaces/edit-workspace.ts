import { findWorkspace } from '#db/find-workspace';
import type { Scope } from '#db/scope';
import { updateWorkspace } from '#db/workspaces';
import { AppError, type Problem, validationFailed } from '#domain/errors';
import { type QuietHoursInput, quietHoursProblems, toQuietHours } from '#domain/quiet-hours';
import { isCountry } from '#domain/recipient';
import type { ZoneRules } from '#domain/time-zone';
import { toWorkspaceView, type WorkspaceHouse, type WorkspaceView } from './workspace-view.ts';

export interface WorkspaceChanges {
  name?: string | undefined;
  defaultCountry?: string | undefined;
  defaultTimeZone?: string | undefined;
  unlockOptimized?: boolean | undefined;
  imessageFallbackSeconds?: number | undefined;
  unsubscribeHeaders?: boolean | undefined;
  rerenderOnContactChange?: boolean | undefined;
  engagementRetentionDays?: number | undefined;
  /** O5: 0 to 0.5. */
  holdoutShare?: number | undefined;
  /** T7; `null`: none. */
  quietHours?: QuietHoursInput | null | undefined;
}

/**
 * Changes the workspace's settings, for what comes after.
 *
 * @param ifMatch the version that the caller has seen; `null` for any
 * @throws AppError `validation_failed`, `version_mismatch`
 */
export async function editWorkspace(
  deps: WorkspaceHouse & { zoneRules: ZoneRules },
  scope: Scope,
  changes: WorkspaceChanges,
  ifMatch: number | null,
): Promise<WorkspaceView> {
  const problems = problemsOf(deps.zoneRules, changes);
  if (problems.length > 0) throw validationFailed(problems);
  const { workspaceId, tx, now } = scope;
  if (Object.keys(changes).length === 0) return unchanged(deps, scope, ifMatch);
  const { quietHours: asked, ...others } = changes;
  const quietHours = asked && toQuietHours(asked);
  const row = await updateWorkspace(tx, workspaceId, { ...others, quietHours }, { now, ifMatch });
  if (!row) throw mismatch();
  return toWorkspaceView(row, deps);
}

async function unchanged(
  house: WorkspaceHouse,
  scope: Scope,
  ifMatch: number | null,
): Promise<WorkspaceView> {
  const row = await findWorkspace(scope.tx, scope.workspaceId);
  if (ifMatch !== null && ifMatch !== row.version) throw mismatch();
  return toWorkspaceView(row, house);
}

function problemsOf(zoneRules: ZoneRules, changes: WorkspaceChanges): Problem[] {
  const problems: Problem[] = [];
  if (changes.defaultCountry !== undefined && !isCountry(changes.defaultCountry)) {
    problems.push({
      pointer: '/defaultCountry',
      detail: 'defaultCountry must be an ISO 3166-1 alpha-2 code, such as US',
    });
  }
  if (changes.defaultTimeZone !== undefined && !zoneRules.has(changes.defaultTimeZone)) {
    problems.push({
      pointer: '/defaultTimeZone',
      detail: 'defaultTimeZone must be the name of an IANA time zone, such as Europe/Vienna',
    });
  }
  if (changes.quietHours) problems.push(...quietHoursProblems(changes.quietHours));
  return problems;
}

function mismatch(): AppError {
  return new AppError('version_mismatch', 'the workspace has changed since: read it again');
}
