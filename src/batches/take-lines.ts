import {
  advanceUpload,
  insertRejections,
  type LockedUpload,
  lockUpload,
  type Rejection,
} from '#db/batch-uploads';
import { findBatch } from '#db/batches';
import type { Scope } from '#db/scope';
import { AppError } from '#domain/errors';
import { OffsetMismatch } from '#domain/offset-mismatch';
import type { MessageDeps } from '#messages/message-deps';
import { notOpen } from './find-upload.ts';
import { type PlannedItem, planItems } from './plan-items.ts';
import { type AcceptedItem, storeItems } from './store-items.ts';
import type { UploadItem, UploadPortion } from './upload-input.ts';
import type { UploadView } from './upload-view.ts';

export interface TakenLines {
  /** Of the whole upload. */
  upload: UploadView;
  /** Of this portion. */
  rejections: Rejection[];
}

/**
 * Takes lines of an upload: their messages, held until the batch is closed, their rejections, and
 * where the upload stands then, in one transaction. Of two that begin at the same byte one is taken;
 * none of a request that another came after (`enterUpload`).
 *
 * @throws AppError `offset_mismatch`; `conflict` when the batch is not open.
 * @throws ExcessError when they are too much at once.
 */
export async function takeLines(
  deps: MessageDeps,
  scope: Scope,
  portion: UploadPortion,
): Promise<TakenLines> {
  const batch = await lockUpload(scope.tx, portion.batchId, portion);
  if (!batch) throw await explainRefusal(scope, portion.batchId);
  return takeLinesOf(deps, scope, { batch, portion });
}

/** {@link takeLines} of a batch that is locked already. */
export async function takeLinesOf(
  deps: MessageDeps,
  scope: Scope,
  { batch, portion }: { batch: LockedUpload; portion: UploadPortion },
): Promise<TakenLines> {
  const { items, to } = portion;
  const rejections = await storeLines(deps, scope, { batch, items });
  const upload = {
    offset: to.byte,
    lines: to.line,
    accepted: batch.accepted + items.length - rejections.length,
    rejected: batch.rejected + rejections.length,
  };
  await insertRejections(scope.tx, batch, rejections);
  await advanceUpload(scope.tx, batch.id, {
    uploadFormat: portion.format,
    uploadColumns: portion.columns === null ? null : [...portion.columns],
    uploadOffset: upload.offset,
    uploadTail: Buffer.from(to.tail).toString('base64'),
    uploadSkip: to.skip,
    uploadLines: upload.lines,
    accepted: upload.accepted,
    rejected: upload.rejected,
    updatedAt: scope.now,
  });
  return { upload, rejections };
}

async function storeLines(
  deps: MessageDeps,
  scope: Scope,
  { batch, items }: { batch: LockedUpload; items: readonly UploadItem[] },
): Promise<Rejection[]> {
  const rejections: Rejection[] = [];
  let seen = 0;
  const own = items.map(({ item }) => item);
  for await (const planned of planItems(deps, scope, own)) {
    for (const item of planned) {
      const line = items[seen++]?.line ?? 0;
      if (item.kind === 'refused') rejections.push(toRejection(line, item));
    }
    const accepted = planned.filter((item): item is AcceptedItem => item.kind === 'accepted');
    if (batch.isDryRun) continue;
    await storeItems(scope, accepted, { batchId: batch.id, carriedBy: 'batch', held: true });
  }
  return rejections;
}

function toRejection(line: number, item: Extract<PlannedItem, { kind: 'refused' }>): Rejection {
  const { code, detail, problems } = item;
  return { line, code, detail, problems };
}

async function explainRefusal(scope: Scope, id: string): Promise<AppError> {
  const row = await findBatch(scope.tx, id);
  if (!row) return new AppError('not_found', 'there is no batch with this id');
  return row.status === 'open' ? new OffsetMismatch(row.uploadOffset) : notOpen(row);
}
