import type { Queryable } from '#db/connect';
import { findWorkspace } from '#db/find-workspace';
import { findSendTimeModel } from '#db/send-time-models';
import { AppError } from '#domain/errors';
import { quote } from '#domain/quote';
import { type ModelView, parseVersionName, toModelView } from './model-view.ts';

/**
 * A version of a workspace's parameters.
 *
 * @param name `shipped`, or `v1`, `v2` ...; `null`: the one that decides
 * @throws AppError `not_found`
 */
export async function findModel(
  tx: Queryable,
  workspaceId: string,
  name: string | null,
): Promise<ModelView> {
  const { sendTimeModelVersion: promoted } = await findWorkspace(tx, workspaceId);
  const asked = name === null ? { version: promoted } : parseVersionName(name);
  if (asked === null) throw modelNotFound(name);
  if (asked.version === null) return toModelView(null, promoted);
  const row = await findSendTimeModel(tx, workspaceId, asked.version);
  if (row === null) throw modelNotFound(name);
  return toModelView(row, promoted);
}

function modelNotFound(name: string | null): AppError {
  const detail = `there is no version ${quote(name ?? '')}: versions are shipped, v1, v2 ...`;
  return new AppError('not_found', detail);
}
