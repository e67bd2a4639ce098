import type { Queryable } from '#db/connect';
import { findWorkspace } from '#db/find-workspace';
import { findSendTimeModels } from '#db/send-time-models';
import { type ModelView, toModelView } from './model-view.ts';

/** All versions of a workspace's parameters, newest first, what is shipped last. */
export async function listModels(tx: Queryable, workspaceId: string): Promise<ModelView[]> {
  const { sendTimeModelVersion: promoted } = await findWorkspace(tx, workspaceId);
  const rows = await findSendTimeModels(tx, workspaceId);
  return [...rows, null].map((row) => toModelView(row, promoted));
}
