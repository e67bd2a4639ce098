import type { Queryable } from '#db/connect';
import type { SendTimeModelRow } from '#db/find-send-time-setup';
import { insertSendTimeModel } from '#db/send-time-models';
import { lockWorkspace } from '#db/workspaces';
import type { SendTimeParams } from '#domain/send-time/send-time-params';
import { hashParams } from './hash-params.ts';
import { type ModelView, toModelView } from './model-view.ts';

export interface NewModelVersion {
  workspaceId: string;
  params: SendTimeParams;
  origin: SendTimeModelRow['origin'];
  note?: string | undefined;
  measures?: Record<string, unknown> | undefined;
  now: Date;
}

/**
 * Keeps parameters as a workspace's next version (O5), which decides nothing until it is promoted.
 * Give it a transaction: versions that are made at once take turns.
 */
export async function createModelVersion(
  tx: Queryable,
  { workspaceId, params, origin, note, measures, now }: NewModelVersion,
): Promise<ModelView> {
  await lockWorkspace(tx, workspaceId);
  const row = await insertSendTimeModel(tx, {
    workspaceId,
    params,
    paramsHash: hashParams(params),
    origin,
    note: note ?? null,
    measures: measures ?? {},
    createdAt: now,
  });
  // A new one never decides.
  return { ...toModelView(row, null), promoted: false };
}
