import { findWorkspace } from '#db/find-workspace';
import type { Scope } from '#db/scope';
import { toWorkspaceView, type WorkspaceHouse, type WorkspaceView } from './workspace-view.ts';

/** The caller's workspace. */
export async function getWorkspace(house: WorkspaceHouse, scope: Scope): Promise<WorkspaceView> {
  return toWorkspaceView(await findWorkspace(scope.tx, scope.workspaceId), house);
}
