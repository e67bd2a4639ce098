import type { Queryable } from '#db/connect';
import { setSendTimeModel } from '#db/send-time-models';
import { lockWorkspace } from '#db/workspaces';
import { AppError } from '#domain/errors';
import { findModel } from './find-model.ts';
import { type ModelView, parseVersionName } from './model-view.ts';

export interface Promotion {
  promoted: ModelView;
  /** What decided before; the same where it did already. */
  replaced: ModelView;
}

/**
 * Lets a version decide what is accepted from now on (O5). What was accepted stays as it is. Give
 * it a transaction. One that decides already changes nothing.
 *
 * @param name `shipped`, or `v1`, `v2` ...
 * @throws AppError `not_found`; `validation_failed` when its parameters cannot be read
 */
export async function promoteModel(
  tx: Queryable,
  { workspaceId, name, now }: { workspaceId: string; name: string; now: Date },
): Promise<Promotion> {
  await lockWorkspace(tx, workspaceId);
  const replaced = await findModel(tx, workspaceId, null);
  const asked = await findModel(tx, workspaceId, name);
  if (asked.problems.length > 0) throw unreadable(asked);
  if (asked.promoted) return { promoted: asked, replaced };
  const version = parseVersionName(asked.version)?.version ?? null;
  await setSendTimeModel(tx, workspaceId, { version, now });
  return { promoted: await findModel(tx, workspaceId, null), replaced };
}

function unreadable({ version, problems }: ModelView): AppError {
  const detail = `${version} cannot decide: ${problems.join('; ')}`;
  return new AppError('validation_failed', detail);
}
